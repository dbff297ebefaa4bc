import sys
from pathlib import Path

# readback.py lies beside the tests
sys.path.insert(0, str(Path(__file__).parent))
