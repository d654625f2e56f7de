"""The words by which a reader knows what a curve shows, in the languages that courses are held in.

Every pattern is searched in lower case. English comes first, then the usual words of the Germanic and
the Romance languages, of the Slavic and the Baltic ones, of other languages of Europe, of the Near
East and of Asia. A word that means something else in English, such as "precision" without its accent,
is none.
"""

from __future__ import annotations

import re


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words))


EPOCH = _any(
    "[eéè]po[ckqh]", "epoo", "korszak", "[эе]пох", "εποχ", "אפוק", "حقب", "دورة", "دوره",
    "عصر", "اپوک", "ایپاک", "युग", "एपोक", "ईपॉक", "যুগ", "ইপক", "এপক", "ยุค", "รอบ", "อีพ็อก", "kỷ nguyên",
    "轮", "輪", "回合", "周期", "エポック", "에포크", "에폭",
)  # fmt: skip
METRICS = {
    "loss": _any(
        "loss", "entrop", "cost",
        "verlust", "kosten", "fehler", "verlies", "fout", "förlust", r"\btap\b", r"\btab\b",
        "perte", "co[uû]t", "erreur", "p[eé]rdida", "pèrdua", "perd[ai]", "custo", "erro", "pierder",
        "eroare", r"\bstr[aá]t[aeęyě]?\b", "ztrát", "chyb", "gubit", "izgub", "greš", "потер", "ошибк",
        "втрат", "похибк", "загуб", "грешк", "губит", "zudum", "kļūd", "nuostol", "praradim", "klaid",
        "kay[ıi]p", "απώλει", "κόστος", "σφάλμα", "veszteség", "hiba", "häviö", "tappio", "virhe",
        r"\bkadu\b", r"\bkahju\b", "הפסד", "אובדן", "שגיא", "خسار", "فقد", "خطأ", "زیان",
        "هزینه", "خطا", "हानि", "ক্ষতি", "লস", "สูญเสีย", "ผิดพลาด", "mất mát",
        "kerugian", "kehilangan", "galat", "损失", "損失", "误差", "誤差", "손실",
    ),
    "accuracy": _any(
        "acc", "correct", "right answers", "hit rate",
        "genauigkeit", "trefferquote", "treffsicherheit", "korrekt", "richtig", "nauwkeurig",
        "noggrann", "nøyaktig", "nøjagtig",
        "exactitud", "justesse", "précision", "bonnes réponses", "réussite", "precisión", "aciert",
        "precisió", "encert", "acur[aá]cia", "precisão", "exatid", "precisione", "acurate",
        "dokładno", "dokladno", "přesnost", "presnos[tť]", "správnos[tť]", "točnost", "tačnost",
        "natančnost", "точн[оі]ст", "тачност", "precizitāte", "pareizīb", "tikslum",
        "doğrulu[kğ]", "dogruluk", "ακρίβει", "ορθότητ", "pontosság", "tarkkuu", "täpsus",
        "דיוק", "دقة", "دقّة", "دقت", "صحت", "सटीकता", "शुद्धता", "যথার্থতা", "নির্ভুলতা",
        "แม่นยำ", "ถูกต้อง", "chính xác", "akurasi", "ketepatan",
        "准确", "準確", "精度", "正确", "正確", "正解", "정확",
    ),
}  # fmt: skip
VALIDATION = _any(
    r"val(?!eur|or|ue)", "test", "held", "hold[ -]?out", r"\bdev(?![^\W_])", r"\bdevelop", "unseen",
    "prüf", "pruef", "ungesehen", "prueba", "prova", "contr[oô]l", "kontroll",
    r"\bwalid", "ověř", "overen", "provjer", "potrditv", "валид", "валід", "провер", "перевір", "тест",
    "pārbaud", "patikr", "patvirtin", "doğrulama", "επικύρωσ", "επαλήθευσ", "δοκιμ", "ellenőrz",
    "vahvist", "אימות", "תיקוף", "בדיקה", "ולידציה", "تحقق", "تحقّق", "اختبار", "اعتبارسنجی", "ارزیابی",
    "آزمون", "सत्यापन", "वैधता", "परीक्षण", "যাচাই", "বৈধতা", "পরীক্ষা", "ตรวจสอบ", "ทดสอบ",
    "kiểm định", "kiểm tra", "xác thực", "thẩm định", r"\buji\b", "pengujian",
    "验证", "驗證", "测试", "測試", "検証", "テスト", "검증",
)  # fmt: skip
TRAINING = _any(
    "train", "entra[iî]n", "apprentissage", "lern", "entrenam", "addestramento", "trein", "antren",
    "tr[äæ]ning", "tren[iuo]", "trén", "uczeni", "ucząc", "učen", "обуч", "трен[иу]", "навчан",
    "apmāc", "mokym", "eğitim", "εκπαίδευσ", "tanít", "tanul", "koulut", "opetus", "harjoit",
    "treening", "אימון", "تدريب", "آموزش", "प्रशिक्षण", "প্রশিক্ষণ", "ฝึก", "huấn luyện", "latih", "pelatih",
    "训练", "訓練", "学習", "훈련", "학습",
)  # fmt: skip
# Words for how curves look: two of them beside both names explain which curve is which.
STYLES = _any(
    "solid", "dashed", "dotted", "dots", r"\bthick", r"\bthin", r"\bupper\b", r"\blower\b",
    r"\bblue\b", r"\borange\b", r"\bred\b", r"\bgreen\b", r"\bblack\b", r"\bgr[ae]y\b",
    "durchgezogen", "gestrichelt", "gepunktet", r"\bblau", r"\brot\b", "grün", "schwarz",
    "plein", "pointill", "tireté", r"\bbleu", "rouge", r"\bvert", "noir",
    "discontinu", "continu", "punteada", "azul", r"\broj[oa]", "naranja", r"\bverde", "negr[oa]",
    "chei[ao]", "tracejad", "pontilhad", "vermelh", "laranja", "pret[oa]",
    "tratteggi", "punteggi", r"\bross[oa]", r"\bblu\b", "arancion", "ner[oa]",
)  # fmt: skip
PERCENT = _any(
    "%", "per ?cent", "prozent", "procent", "pour ?cent", "por ?cien?to", "процент", "百分",
)  # fmt: skip
