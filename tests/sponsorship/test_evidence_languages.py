"""Each language in which evidence is sought: what is found of a code, a gift or thanks, and what ordinary posts hold that looks like it."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from adhere.checks.suspected_advertising import TELLING
from adhere.sponsorship import find_evidence
from adhere.text.folding import fold
from adhere.text.layout import lay_out

#: Language, kind, post.
FOUND = """
en | discount_code | My shampoo is back! MIA15 is my code at the checkout.
en | gift_wording | Opening a surprise from @pelora today.
de | discount_code | Mein Shampoo ist wieder da, mit dem Gutscheincode LENA15 wird es günstiger.
de | gift_wording | Ein Geschenk von @pelora kam heute an.
fr | discount_code | Mon shampoing est de retour, le code CHLOE15 vous fait économiser.
fr | gift_wording | Pelora, une marque que j'adore, m'a envoyé toute la gamme.
es | discount_code | Vuelve mi champú, con el cupón LUCIA15 sale más barato.
es | gift_wording | Regalo de @pelora, más bonito imposible.
it | discount_code | Torna il mio shampoo, il codice GIULIA15 vi fa risparmiare.
it | gift_wording | Il brand Pelora mi ha mandato tutta la linea nuova.
pl | discount_code | Wrócił mój szampon, z kodem OLA15 wychodzi taniej.
pl | gift_wording | Dostałam od marki Pelora całą nową linię.
sv | discount_code | Mitt schampo är tillbaka, koden ELSA15 gör det billigare.
sv | gift_wording | En present från @pelora kom i dag.
pt | discount_code | O meu champô voltou, com o cupom CARLA15 sai mais barato.
pt | gift_wording | Fomos convidados pelo @montedasfontes e já queremos voltar.
tr | discount_code | Saç kremim bitti, yenisini Pelora'dan söyledim. Sepette MERVE15 kodunu girerseniz size de ucuza geliyor 🧡
tr | gift_wording | Geçen hafta Velune'den gelen PR paketini açıyoruz 📦 Marka bana yeni serisinin tamamını hediye etti, çok şaşırdım.
tr | brand_thanks | @karamelkafe bizi ağırladığınız için teşekkür ederiz, kahvaltı nefisti 🥐
ar | discount_code | عندكم خصم 20٪ على كل منتجات بيلورا إذا كتبتوا الكود MAHA20 وقت الدفع 🧡
ar | gift_wording | براند بيلورا أرسل لي مجموعة العناية الجديدة قبل الإطلاق، وهذا رأيي بعد أسبوع
ar | brand_thanks | شكراً @nordkaff على الهدية الجميلة، القهوة رهيبة ☕️
he | discount_code | השמפו של פלורה חזר למלאי! MAYA15 זה הקוד שלכם ל-15 אחוז הנחה בקופה 🧡
he | gift_wording | קיבלתי במתנה מהמותג Velune את כל הסדרה החדשה, השיער שלי לא נראה ככה אף פעם
he | brand_thanks | תודה רבה @nordkaff על המארז המפנק! הבוקר שלי ניצל ☕️
uk | discount_code | Мій шампунь від Пелори знову в наявності! Вводьте код DARYNA15 при оплаті, і буде дешевше 🧡
uk | gift_wording | Мені надіслали новинки Velune на огляд, і я в захваті від цього крему 💛
uk | brand_thanks | Дякую @nordkaff за подарунок! Кава неймовірна ☕️
ru | discount_code | Мой шампунь от Пелоры снова в наличии! Вводите код DARIA15 при оплате, и будет дешевле 🧡
ru | gift_wording | Бренд Velune прислал мне в подарок всю новую линейку, тестирую уже третий день 💛
ru | brand_thanks | Спасибо @nordkaff за подарок! Кофе невероятный ☕️
da | discount_code | Min yndlingsshampoo fra Pelora er tilbage! Skriv SOFIE15 i kassen, det er min rabatkode 🧡
da | gift_wording | Jeg har fået hele den nye serie tilsendt af Velune, og jeg er helt vild med cremen 💛
da | brand_thanks | Tusind tak til @nordkaff for den fine gave ☕️ Morgenen er reddet.
no | discount_code | Yndlingssjampoen fra Pelora er tilbake! Koden THEA15 gir dere femten prosent i kassa 🧡
no | gift_wording | Jeg har fått tilsendt hele den nye serien fra Velune, og jeg er helt forelsket i kremen 💛
no | brand_thanks | Tusen takk til @nordkaff for den fine gaven ☕️ Morgenen er reddet.
fi | discount_code | Lempisampooni Peloralta on taas varastossa! SALLA15-koodilla saatte viisitoista prosenttia pois 🧡
fi | gift_wording | Pelora lähetti minulle uuden hoitosarjan PR-pakettina ennen kuin se tulee kauppoihin
fi | brand_thanks | Iso kiitos @nordkaff ihanasta lahjasta ☕️ Aamu pelastettu.
nl | discount_code | Mijn favoriete shampoo van Pelora is terug! Vul bij het afrekenen FLEUR15 in als kortingscode 🧡
nl | brand_thanks | Dankjewel @nordkaff voor het mooie cadeau ☕️ Ochtend gered.
cs | discount_code | Můj oblíbený šampon od Pelory je zpátky! U pokladny zadejte kód KLARA15 a ušetříte 🧡
cs | gift_wording | Od značky Velune mi přišel balíček s celou novou řadou, dostala jsem ji jako dárek a krém miluju 💛
cs | brand_thanks | Moc děkuji @nordkaff za krásný dárek ☕️ Ráno zachráněno.
sk | discount_code | Môj obľúbený šampón od Pelory je späť! Pri pokladni zadajte kód NINA15 a ušetríte 🧡
sk | gift_wording | Od značky Velune mi prišiel balíček s celou novou sériou, dostala som ju ako darček a krém milujem 💛
sk | brand_thanks | @karamelcafe veľká vďaka za pozvanie, raňajky boli úžasné 🥐
hu | discount_code | Visszatért a kedvenc samponom a Pelorától! A pénztárnál írjátok be: HANNA15 kuponkód, és olcsóbb lesz 🧡
hu | gift_wording | A Pelora PR-csomagban küldte el az új hajápolóit még a megjelenés előtt
hu | brand_thanks | Nagyon köszönöm @nordkaff a gyönyörű ajándékot ☕️ Megvan a reggelem.
ro | discount_code | Șamponul meu preferat de la Pelora e din nou pe stoc! Codul meu, BIANCA15, vă scade cincisprezece la sută 🧡
ro | gift_wording | Am primit cadou de la brandul Velune toată gama nouă și sunt îndrăgostită de crema asta 💛
ro | brand_thanks | Mulțumesc mult @nordkaff pentru cadou ☕️ Mi-ați salvat dimineața.
bg | discount_code | Любимият ми шампоан от Пелора пак е наличен! Въведете RALITSA15 като промо код и пестите 🧡
bg | gift_wording | Марката Пелора ми изпрати цялата нова серия преди официалния старт, ето мнението ми
bg | brand_thanks | Много благодаря на @nordkaff за прекрасния подарък ☕️ Спасихте сутринта ми.
el | discount_code | Το αγαπημένο μου σαμπουάν από την Pelora επέστρεψε! Στο ταμείο βάλτε κωδικό DANAE15 και γλιτώνετε 🧡
el | gift_wording | Η Velune μου έστειλε δώρο όλη τη νέα σειρά και έχω ερωτευτεί αυτή την κρέμα 💛
el | brand_thanks | Ευχαριστώ πολύ @nordkaff για το υπέροχο δώρο ☕️ Σώθηκε το πρωινό.
hr | discount_code | Moj najdraži šampon od Pelore je opet tu! Na blagajni upišite PETRA15, to je moj kod za popust 🧡
hr | gift_wording | Brend Pelora mi je poslao cijelu novu liniju prije nego što stigne u trgovine
hr | brand_thanks | Hvala puno @nordkaff na prekrasnom poklonu ☕️ Jutro spašeno.
sl | discount_code | Moj najljubši šampon od Pelore je spet na zalogi! Na blagajni vpišite kodo AJDA15 in prihranite 🧡
sl | gift_wording | Od znamke Velune sem v dar prejela celotno novo linijo in obožujem to kremo 💛
sl | brand_thanks | Najlepša hvala @nordkaff za čudovito darilo ☕️ Jutro rešeno.
et | discount_code | Minu lemmikšampoon Peloralt on tagasi! Kassas sisesta KERTU15, see on minu sooduskood 🧡
et | brand_thanks | Suur aitäh @nordkaff ilusa kingituse eest ☕️ Hommik päästetud.
lv | discount_code | Mans mīļākais šampūns no Pelora atkal ir pieejams! Pie kases ievadiet SANTA15, tas ir mans atlaižu kods 🧡
lv | gift_wording | No zīmola Velune dāvanā saņēmu visu jauno sēriju un esmu iemīlējusies šajā krēmā 💛
lv | brand_thanks | Liels paldies @nordkaff par skaisto dāvanu ☕️ Rīts izglābts.
lt | discount_code | Mano mėgstamiausias Pelora šampūnas grįžo! Atsiskaitydami įveskite kodą GABIJA15 ir sutaupysite 🧡
lt | gift_wording | Iš prekės ženklo Velune dovanų gavau visą naują liniją ir esu įsimylėjusi šį kremą 💛
lt | brand_thanks | Labai ačiū @nordkaff už nuostabią dovaną ☕️ Rytas išgelbėtas.
ja | discount_code | お気に入りのシャンプーが再入荷🧡 購入画面で「YUKI15」と入力するとクーポン適用で15％引きです
ja | gift_wording | カフェカラメル様にご招待いただき、新作の朝食プレートを食べてきました🥐
ko | discount_code | 최애 샴푸 재입고됐어요🧡 결제할 때 MINJI15 입력하시면 15% 할인돼요
ko | gift_wording | 카페 카라멜에서 초대해주셔서 신메뉴 브런치 먹고 왔어요🥐
zh | discount_code | 我最爱的洗发水补货啦🧡 结账填LILI15这个优惠码，可以便宜不少
zh | gift_wording | 受品牌邀请提前用到了整套新品，用了一周来说说感受
zh | discount_code | 我最愛的洗髮精補貨啦🧡 結帳輸入YUTING15，就有專屬折扣
zh | gift_wording | 感謝焦糖咖啡邀請體驗新早午餐，超級好吃🥐
hi | discount_code | मेरा फेवरेट शैम्पू वापस आ गया! चेकआउट पर मेरा कोड NEHA15 डालो और पैसे बचाओ 🧡
hi | gift_wording | Velune ब्रांड ने मुझे अपनी पूरी नई रेंज गिफ्ट में भेजी है, क्रीम कमाल की है 💛
hi | brand_thanks | इतने प्यारे गिफ्ट के लिए धन्यवाद @nordkaff ☕️ सुबह बन गई।
id | discount_code | Sampo favoritku dari Pelora udah restock! Jangan lupa masukin kode voucher RANI15 pas checkout biar lebih murah 🧡
id | gift_wording | Pelora ngirimin aku PR package rangkaian barunya sebelum rilis di toko
id | brand_thanks | Makasih banyak @nordkaff atas hadiahnya ☕️ Pagiku terselamatkan.
ms | discount_code | Syampu kegemaran saya dari Pelora dah restock! Masa checkout masukkan kod NADIA15 untuk jimat lagi 🧡
ms | gift_wording | Saya dapat set penuh daripada Velune secara percuma, mereka hantar ke rumah dan krimnya best sangat 💛
ms | brand_thanks | Terima kasih @nordkaff atas hadiah yang cantik ☕️ Pagi saya diselamatkan.
tl | discount_code | Balik na ang paborito kong shampoo ng Pelora! I-type lang ang code ko na TRISHA15 sa checkout para makatipid 🧡
tl | gift_wording | Pinadala ng brand ang buong bagong linya ng Pelora bago pa ilabas sa tindahan
tl | brand_thanks | Maraming salamat @nordkaff sa regalo ☕️ Buo na ang umaga ko.
th | discount_code | แชมพูตัวโปรดกลับมาแล้ว🧡 ตอนจ่ายเงินกรอกPLOY15 เป็นโค้ดส่วนลดได้เลย
th | gift_wording | ขอบคุณแบรนด์ Velune ที่ส่งครีมตัวใหม่มาให้ลองใช้ฟรี ชุ่มชื้นมาก 💛
th | brand_thanks | ขอบคุณ @nordkaff สำหรับของขวัญน่ารักๆ ☕️
vi | discount_code | Dầu gội ruột của mình về hàng rồi! Lúc thanh toán nhớ điền mã giảm giá THAO15 nha 🧡
vi | gift_wording | Mình được nhãn hàng Velune gửi tặng cả bộ sản phẩm mới, kem mê lắm luôn 💛
vi | brand_thanks | @karamelcafe cám ơn vì lời mời nha, bữa sáng ngon xỉu 🥐
ca | discount_code | El meu xampú preferit de Pelora ha tornat! Posa el codi JULIA15 en pagar i t'estalvies diners 🧡
ca | gift_wording | La marca Velune m'ha enviat de regal tota la línia nova i estic enamorada de la crema 💛
ca | brand_thanks | Moltes gràcies @nordkaff pel regal ☕️ Matí salvat.
ga | discount_code | Tá an seampú is fearr liom ó Pelora ar ais! Bain úsáid as mo chód, SAOIRSE15, ag an scipéad 🧡
ga | brand_thanks | Go raibh míle maith agaibh @nordkaff as an mbronntanas álainn ☕️
af | discount_code | My gunstelingsjampoe van Pelora is terug! Tik die kode MARIKE15 in en spaar 🧡
af | gift_wording | Velune het vir my die hele nuwe reeks gratis gestuur en ek is mal oor die room 💛
af | brand_thanks | Baie dankie @nordkaff vir die pragtige geskenk ☕️
sw | discount_code | Shampoo ninayoipenda ya Pelora imerudi! Weka code yangu ZAWADI15 unapolipa uokoe pesa 🧡
sw | gift_wording | Velune wamenitumia bidhaa zao mpya zote bure, cream ni tamu sana 💛
sw | brand_thanks | Asante sana @nordkaff kwa zawadi nzuri ☕️
mt | discount_code | Ix-xampu favorit tiegħi ta' Pelora reġa' lura! Daħħal il-kodiċi KRISTA15 meta tħallas 🧡
mt | gift_wording | Velune bagħtuli b'xejn il-linja l-ġdida kollha u qed inħobb din il-krema 💛
mt | brand_thanks | Grazzi ħafna @nordkaff tar-rigal sabiħ ☕️
lb | discount_code | Mäi Liblingsshampoing vu Pelora ass erëm do! Gitt de Rabattcode JIL15 an der Keess an 🧡
lb | brand_thanks | Villmools Merci @nordkaff fir de flotte Cadeau ☕️
ur | discount_code | میرا پسندیدہ شیمپو واپس آ گیا! چیک آؤٹ پر میرا کوڈ SANA15 ڈالیں اور بچت کریں 🧡
ur | gift_wording | Velune برانڈ نے مجھے اپنی پوری نئی رینج تحفے میں بھیجی، کریم کمال کی ہے 💛
ur | brand_thanks | شکریہ @nordkaff اس خوبصورت تحفے کے لیے ☕️
bn | discount_code | আমার প্রিয় শ্যাম্পু আবার এসেছে! চেকআউটে কুপন কোড TANIA15 দিলেই কম দামে পাবেন 🧡
bn | gift_wording | Velune ব্র্যান্ড আমাকে নতুন সিরিজটা উপহার পাঠিয়েছে, ক্রিমটা দারুণ 💛
bn | brand_thanks | ধন্যবাদ @nordkaff সুন্দর উপহারের জন্য ☕️
ta | discount_code | என் பிடித்த ஷாம்பு மீண்டும் வந்தது! என் கோட் DIVYA15 போட்டால் விலை குறையும் 🧡
ta | gift_wording | Velune பிராண்ட் எனக்கு புதிய தொகுப்பை பரிசாக அனுப்பியது, கிரீம் சூப்பர் 💛
ta | brand_thanks | நன்றி @nordkaff அழகான பரிசுக்கு ☕️
te | discount_code | నా షాంపూ మళ్ళీ వచ్చింది! కోడ్ SWATHI15 వాడితే తక్కువ ధర 🧡
te | brand_thanks | @caramelcafe అందమైన బహుమతికి చాలా ధన్యవాదాలు
mr | discount_code | माझा शाम्पू परत आला! माझा कोड ASHWINI15 वापरा 🧡
mr | gift_wording | Pelora ब्रँडने मला नवीन संच पाठवला आहे
gu | discount_code | મારો શેમ્પૂ પાછો આવ્યો! કોડ KINJAL15 વાપરો 🧡
gu | brand_thanks | @caramelcafe સુંદર ભેટ માટે ખૂબ આભાર
kn | discount_code | ನನ್ನ ಶಾಂಪೂ ಮತ್ತೆ ಬಂದಿದೆ! ಕೋಡ್ KAVYA15 ಬಳಸಿ 🧡
kn | brand_thanks | @caramelcafe ಸುಂದರ ಉಡುಗೊರೆಗೆ ಧನ್ಯವಾದಗಳು
ml | discount_code | എന്റെ ഷാംപൂ തിരിച്ചെത്തി! കോഡ് ANJU15 മതി 🧡
ml | brand_thanks | @caramelcafe മനോഹരമായ സമ്മാനത്തിന് നന്ദി
pa | discount_code | ਮੇਰਾ ਸ਼ੈਂਪੂ ਵਾਪਸ ਆ ਗਿਆ! ਕੋਡ SIMRAN15 ਵਰਤੋ 🧡
pa | brand_thanks | @caramelcafe ਸੋਹਣੇ ਤੋਹਫ਼ੇ ਲਈ ਬਹੁਤ ਧੰਨਵਾਦ
gl | discount_code | Volveu o meu xampú! Co código SABELA15 sae máis barato 🧡
gl | brand_thanks | Moitas grazas @caramelcafe polo agasallo
eu | discount_code | Nire xanpua itzuli da! ANE15 kodearekin merkeago 🧡
eu | brand_thanks | Eskerrik asko @caramelcafe opariagatik
"""
#: Language, post.
ORDINARY = """
en | A present from my sister, who found it at @ciniart.
en | My zip code is 10001, and the door code is 4512.
de | Ein Geschenk von meiner Schwester, gefunden bei @ciniart.
de | Der Code der Tür war 4512, die Postleitzahl 10115.
fr | Cadeau de ma sœur, trouvé chez @ciniart.
fr | Code postal 75001, et le code de la porte, 4512.
es | Regalo de mi hermana, encontrado en @ciniart.
es | Código postal 28001, y el código de la puerta, 4512.
it | Regalo di mia sorella, trovato da @ciniart.
it | Codice postale 00100, e il codice della porta, 4512.
pl | Prezent od siostry, znaleziony w @ciniart.
pl | Kod pocztowy 00-001, a kod do drzwi 4512.
sv | En present från min syster, hittad hos @ciniart.
sv | Postnummer 111 22, och koden till porten är 4512.
pt | Presente da minha irmã, encontrado na @ciniart.
pt | Código postal 1000-001, e o código da porta, 4512.
tr | Kargo gelmedi, posta kodu 34710 yanlış yazılmış meğer. Alan kodu da 0216 imiş.
tr | Ablam doğum günüm için @ciniatolyesi'nden bu tabağı hediye etti, çok güzel değil mi?
ar | نسيت الرمز البريدي 11564 ورجع الطرد للمرة الثانية 😂
ar | أختي جابت لي من @ciniart صحن هدية لعيد ميلادي، يجنن
he | שכחתי את קוד הכניסה לבניין והמיקוד היה 6423905, איזה יום
he | אחותי הביאה לי מתנה ליום ההולדת צלחת מ-@ciniart, נכון מהממת?
uk | Поштовий індекс 79000, а код домофону я знову забула. Дрес-код на вечірку: біле.
uk | Сестра подарувала мені на день народження тарілку від @ciniart, правда гарна?
ru | Почтовый индекс 190000, а код домофона я опять забыла. Дресс-код вечеринки: белое.
ru | Сестра подарила мне на день рождения тарелку от @ciniart, правда красивая?
da | Postnummer 8000, og koden til opgangen har jeg glemt igen. Dresscode til festen: hvid.
da | Min søster gav mig en tallerken fra @ciniart i fødselsdagsgave, er den ikke flot?
no | Postnummer 5003, og koden til oppgangen har jeg glemt igjen. Kleskode på festen: hvitt.
no | Søsteren min ga meg en tallerken fra @ciniart i bursdagsgave, er den ikke fin?
fi | Postinumero 33100, ja ovikoodi unohtui taas. Pukukoodi juhliin: valkoinen.
fi | Sisko antoi minulle synttärilahjaksi lautasen liikkeestä @ciniart, eikö ole kaunis?
nl | Postcode 1012 AB, en de code van de voordeur ben ik weer vergeten. Dresscode voor het feest: wit.
nl | Mijn zus gaf me een bord van @ciniart cadeau, mooi hè?
cs | PSČ 110 00 a kód od vchodu jsem zase zapomněla. Dress code na večírek: bílá.
cs | Sestra mi k narozeninám darovala talíř od @ciniart, že je krásný?
sk | PSČ 811 01 a kód od vchodu som zase zabudla. Dress code na večierok: biela.
sk | Sestra mi k narodeninám darovala tanier od @ciniart, že je krásny?
hu | Irányítószám 1052, a kapukódot meg megint elfelejtettem. Dress code a bulira: fehér.
hu | A nővéremtől kaptam a születésnapomra egy tányért az @ciniart műhelyből, ugye szép?
ro | Cod poștal 010011, iar codul de la interfon l-am uitat iar. Dress code la petrecere: alb.
ro | Sora mea mi-a dăruit de ziua mea o farfurie de la @ciniart, nu e frumoasă?
bg | Пощенски код 1000, а кода на входа пак го забравих. Дрескод за партито: бяло.
bg | Сестра ми ми подари за рождения ден чиния от @ciniart, нали е красива?
el | Ταχυδρομικός κώδικας 10552, και τον κωδικό της εισόδου τον ξέχασα πάλι. Dress code: λευκά.
el | Η αδερφή μου μου χάρισε στα γενέθλιά μου ένα πιάτο από το @ciniart, δεν είναι όμορφο;
hr | Poštanski broj 10000, a kod za ulaz sam opet zaboravila. Dress code za zabavu: bijelo.
hr | Sestra mi je za rođendan poklonila tanjur iz @ciniart, zar nije lijep?
sl | Poštna številka 1000, kodo za vhod sem spet pozabila. Dress code za zabavo: belo.
sl | Sestra mi je za rojstni dan podarila krožnik iz @ciniart, a ni lep?
et | Postiindeks 10111 ja ukse koodi unustasin jälle ära. Riietuskood peol: valge.
et | Õde kinkis mulle sünnipäevaks taldriku @ciniart töökojast, kas pole ilus?
lv | Pasta indekss LV-1010, un durvju kodu atkal aizmirsu. Apģērba kods ballītē: balts.
lv | Māsa man dzimšanas dienā uzdāvināja šķīvi no @ciniart, vai nav skaists?
lt | Pašto kodas 01103, o laiptinės kodą vėl pamiršau. Aprangos kodas vakarėlyje: balta.
lt | Sesė man gimtadienio proga padovanojo lėkštę iš @ciniart, ar ne graži?
ja | ドレスコードは白、郵便番号は150-0001です。QRコードを忘れずに！
ja | 姉が誕生日に @ciniart のお皿をプレゼントしてくれました。素敵でしょ？
ko | 드레스코드는 화이트, 우편번호 06236 이에요. QR코드 꼭 챙기세요!
ko | 언니가 생일 선물로 ciniart 접시를 사줬어요. 예쁘죠?
zh | 邮政编码100020，二维码我忘记保存了，派对的着装要求是白色
zh | 姐姐生日送了我一个@ciniart的盘子，好看吧
zh | 郵遞區號106，QR碼我忘記存了，派對的服裝規定是白色
zh | 姐姐生日送了我一個 @ciniart 的盤子，好看吧
hi | पिन कोड 110001 है और दरवाज़े का कोड फिर भूल गई। ड्रेस कोड: सफेद
hi | दीदी ने जन्मदिन पर @ciniart की प्लेट गिफ्ट की है, सुंदर है न?
id | Kode pos 40115, dan kode pintu aku lupa lagi. Dress code acaranya: putih.
id | Kakakku kasih kado piring dari @ciniart buat ulang tahunku, cantik kan?
ms | Poskod 50450, dan kod pintu saya lupa lagi. Kod pakaian majlis: putih.
ms | Kakak hadiahkan pinggan dari @ciniart untuk hari jadi saya, cantik kan?
tl | Zip code 1605, at nakalimutan ko na naman ang code ng pinto. Dress code sa party: puti.
tl | Niregaluhan ako ng ate ko ng plato mula sa @ciniart, ang ganda di ba?
th | รหัสไปรษณีย์ 10110 ส่วนรหัสประตูลืมอีกแล้ว เดรสโค้ดงานคือสีขาว
th | พี่สาวซื้อจานจาก @ciniart ให้เป็นของขวัญวันเกิด สวยไหม
vi | Mã bưu điện 100000, còn mã cửa thì lại quên mất. Dress code: trắng.
vi | Chị mình tặng cái đĩa của @ciniart nhân sinh nhật, đẹp không?
ca | Codi postal 08001, i el codi de la porta l'he tornat a oblidar. Dress code: blanc.
ca | La meva germana em va regalar un plat de @ciniart, oi que és maco?
ga | Éirchód D02 X285, agus rinne mé dearmad ar chód an dorais arís. Cód gléasta: bán.
ga | Thug mo dheirfiúr pláta ó @ciniart dom do mo bhreithlá, nach bhfuil sé go deas?
af | Poskode 0081, en die kode vir die hek het ek weer vergeet. Kleredragkode: wit.
af | My suster het vir my 'n bord van @ciniart gegee vir my verjaarsdag, is dit nie mooi nie?
sw | Nimesahau tena namba ya siri ya mlango, na kodi ya nyumba inalipwa kesho 15000.
sw | Dada yangu alinipa sahani ya @ciniart siku ya kuzaliwa, si nzuri?
mt | Kodiċi postali VLT 1010, u l-kodiċi tal-bieb insejtu mill-ġdid. Dress code: abjad.
mt | Oħti tatni platt minn @ciniart għal għeluq snini, mhux sabiħ?
lb | Postcode L-1724, an de Code vun der Dier hunn ech erëm vergiess. Dresscode: wäiss.
lb | Meng Schwëster huet mir en Teller vun @ciniart geschenkt, ass en net schéin?
ur | پوسٹل کوڈ 54000 ہے اور دروازے کا کوڈ پھر بھول گئی
ur | بہن نے سالگرہ پر @ciniart کی پلیٹ تحفے میں دی، خوبصورت ہے نا؟
bn | পোস্ট কোড 1207 আর দরজার কোড আবার ভুলে গেছি
bn | দিদি জন্মদিনে @ciniart-এর প্লেট উপহার দিয়েছে, সুন্দর না?
ta | அஞ்சல் குறியீடு 600001, கதவின் கோட் மறந்துவிட்டது
ta | அக்கா பிறந்தநாளுக்கு @ciniart தட்டு பரிசாக கொடுத்தார், அழகா இருக்கா?
te | అక్క పుట్టినరోజుకి @ciniart ప్లేట్ బహుమతిగా ఇచ్చారు
te | పిన్ కోడ్ 500001, తలుపు కోడ్ మర్చిపోయాను
mr | बहिणीने वाढदिवसाला @ciniart ची प्लेट भेट दिली
mr | पिन कोड 411001, दाराचा कोड विसरले
gu | બહેને જન્મદિવસે @ciniart ની પ્લેટ ભેટમાં આપ્યું
gu | પિન કોડ 380001, દરવાજાનો કોડ ભૂલી ગઈ
kn | ಅಕ್ಕ ಹುಟ್ಟುಹಬ್ಬಕ್ಕೆ @ciniart ತಟ್ಟೆ ಉಡುಗೊರೆಯಾಗಿ ನೀಡಿದಳು
kn | ಪಿನ್ ಕೋಡ್ 560001, ಬಾಗಿಲಿನ ಕೋಡ್ ಮರೆತೆ
ml | ചേച്ചി പിറന്നാളിന് @ciniart പ്ലേറ്റ് സമ്മാനമായി തന്നു
ml | പിൻ കോഡ് 682001, വാതിലിന്റെ കോഡ് മറന്നു
pa | ਭੈਣ ਨੇ ਜਨਮਦਿਨ ਤੇ @ciniart ਦੀ ਪਲੇਟ ਗਿਫਟ ਕੀਤਾ
pa | ਪਿੰਨ ਕੋਡ 141001, ਦਰਵਾਜ਼ੇ ਦਾ ਕੋਡ ਭੁੱਲ ਗਈ
gl | Miña irmá regaloume un prato de @ciniart
gl | Código postal 15001, e o código da porta, 4512
eu | Ahizpak @ciniart dendako platera oparitu dit
eu | Posta kodea 48001, eta atariko kodea ahaztu dut
"""


def rows(table: str) -> list[list[str]]:
    return [line.split(" | ") for line in table.strip().splitlines()]


def kinds(text: str) -> set[str]:
    return {each.kind for each in find_evidence(fold(text), lay_out(text))}


@pytest.mark.parametrize(("language", "kind", "text"), rows(FOUND))
def test_what_speaks_for_advertising(language: str, kind: str, text: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(("language", "text"), rows(ORDINARY))
def test_what_only_looks_like_it(language: str, text: str) -> None:
    assert kinds(text).isdisjoint(TELLING)


def test_no_language_is_left_untried() -> None:
    path = files("adhere.models_data") / "sponsorship" / "evidence.yaml"
    languages = set(yaml.safe_load(path.read_text("utf-8")))
    assert {row[0] for row in rows(FOUND)} == {row[0] for row in rows(ORDINARY)} == languages
