"""The text layer: what a post's words are before any rule looks at them.

Folding, look-alike letters and layout are ours, since each must lead back to the code points the caller wrote; grapheme clusters
come from `regex`, the language of a text from CLD2 (`pycld2`), YAML nodes from PyYAML's C parser.
"""

from adhere.text.cut import Cut, cut_of
from adhere.text.folding import Folded, fold, fold_wording
from adhere.text.language import Told, tell
from adhere.text.layout import HashtagRun, Layout, Piece, is_affiliate_link, lay_out
from adhere.text.platforms import PlatformFacts, load_platforms
from adhere.text.post_text import Field, PostText, read
from adhere.text.yaml_reader import Lines, read_yaml

__all__ = [
    "Cut",
    "Field",
    "Folded",
    "HashtagRun",
    "Layout",
    "Lines",
    "Piece",
    "PlatformFacts",
    "PostText",
    "Told",
    "cut_of",
    "fold",
    "fold_wording",
    "is_affiliate_link",
    "lay_out",
    "load_platforms",
    "read",
    "read_yaml",
    "tell",
]
