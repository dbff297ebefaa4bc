import sys
from pathlib import Path

# the day loop lies beside the tests and is no test itself
sys.path.insert(0, str(Path(__file__).parent))
