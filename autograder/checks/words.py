"""The words by which a reader knows what a curve shows, in the languages that courses are held in.

Every pattern is searched in lower case. English comes first; the others are the usual words of German,
Dutch, the Scandinavian and the Romance languages, Polish, Turkish, Russian, Chinese, Japanese and
Korean. A word that means something else in English, such as "precision" without its accent, is none.
"""

from __future__ import annotations

import re


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words))


EPOCH = _any("[eé]po[ckq]", "[эе]пох", "轮", "輪", "回合", "周期", "エポック", "에포크", "에폭")
METRICS = {
    "loss": _any(
        "loss", "entrop", "cost",
        "verlust", "kosten", "fehler", "verlies", "fout", "förlust", r"\btap\b", r"\btab\b",
        "perte", "co[uû]t", "erreur", "p[eé]rdida", "perd[ai]", "custo", "erro",
        r"\bstrat[ay]\b", "kay[ıi]p", "потер", "ошибк", "损失", "損失", "误差", "誤差", "손실",
    ),
    "accuracy": _any(
        "acc", "correct",
        "genauigkeit", "trefferquote", "treffsicherheit", "korrekt", "richtig", "nauwkeurig",
        "noggrann", "nøyaktig", "nøjagtig",
        "exactitud", "justesse", "précision", "bonnes réponses", "réussite", "precisión", "aciert",
        "acur[aá]cia", "precisão", "exatid", "precisione",
        "dokładno", "dokladno", "doğrulu[kğ]", "dogruluk", "точност",
        "准确", "準確", "精度", "正确", "正確", "正解", "정확",
    ),
}  # fmt: skip
VALIDATION = _any(
    r"val(?!eur|or|ue)", "test", "held", "dev", "unseen",
    "prüf", "pruef", "ungesehen", "prueba", "prova", "contr[oô]l", "kontroll",
    r"\bwalid", r"doğrulama", "валид", "провер", "тест",
    "验证", "驗證", "测试", "測試", "検証", "テスト", "검증",
)  # fmt: skip
TRAINING = _any(
    "train", "entra[iî]n", "apprentissage", "lern", "entrenamiento", "addestramento", "trein",
    "tr[äæ]ning", "trening", "uczeni", "ucząc", "eğitim", "обуч", "трениров",
    "训练", "訓練", "学習", "훈련", "학습",
)  # fmt: skip
PERCENT = _any(
    "%", "per ?cent", "prozent", "procent", "pour ?cent", "por ?cien?to", "процент", "百分",
)  # fmt: skip
