"""Letters and symbols that people read as a Latin letter."""

from __future__ import annotations

_CYRILLIC = dict(zip("аеорсухіјѕԁһԛԝӏкмтвнгпи", "aeopcyxijsdhqwlkmtbhrnu", strict=True))
_GREEK = dict(zip("αοντυιρκηχγωεβ", "aovtuipknxywеb".replace("е", "e"), strict=True))
_ARMENIAN = dict(zip("օսցհո", "ougho".replace("o", "o"), strict=True))
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))
_ENCLOSED = {chr(base + i): chr(97 + i) for base in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6) for i in range(26)}

#: Folded character to the Latin letter it looks like.
LOOKALIKES: dict[str, str] = {**_CYRILLIC, **_GREEK, **_ARMENIAN, **_SMALL_CAPITALS, **_ENCLOSED, "ɑ": "a", "ɡ": "g", "ⅼ": "l"}
