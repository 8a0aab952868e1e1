"""Texts that nobody would think of: every code point there is, with those that folding has to do with drawn more often."""

from __future__ import annotations

from hypothesis import strategies as st

#: Half surrogates, NUL, joiners, marks, bidirectional controls, styled and full-width letters, parts of syllables, letters that grow.
ODD = (
    "\ud800\udfff\0\x1f\x7f\u00ad\u200b\u200c\u200d\u200e\u202e\u2066\u2069\ufeff\u0301\u0308\u20e3\ufe0f\u3099\u309a\uff9e"
    "𝗔𝗗𝒶𝓭🅰🅳🅐ᴀᴅＡＤ＃＠аԁΑΣςßŉǰﬁﬃ㎏ﷺ℡™İıŁøæ\r\n\u2028\x85\u3000\u2003\u1100\u1161\u11a8각한ガ\u0b47\u0b3eกำعـن"
    "#@.-_· adADwerbung|()"
)
TEXTS = st.text(
    st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=()), st.characters(max_codepoint=127)), max_size=60
)
