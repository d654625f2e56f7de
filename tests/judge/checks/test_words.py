"""The words on a plot: each language's own, and none that means something else."""

from __future__ import annotations

import pytest

from autograder.judge.checks import words

# Epoch, loss, accuracy, training, validation.
LANGUAGES = {
    "English": "epoch, cross-entropy loss, accuracy, training, validation",
    "German": "Epoche, Verlust, Genauigkeit, Training, Validierung",
    "German, by other words": "Epochen, Fehler, Anteil richtiger, Lernen, Prüfung",
    "Dutch": "epoch, verlies, nauwkeurigheid, training, validatie",
    "Swedish": "epok, förlust, noggrannhet, träning, validering",
    "Danish": "epoke, tab, nøjagtighed, træning, validering",
    "French": "époque, perte, précision, entraînement, validation",
    "French, by other words": "Époques, valeur du coût, exactitude, apprentissage, test",
    "Spanish": "época, pérdida, exactitud, entrenamiento, validación",
    "Italian": "epoca, perdita, accuratezza, addestramento, validazione",
    "Portuguese": "época, perda, acurácia, treinamento, validação",
    "Polish": "epoka, strata, dokładność, uczenie, walidacja",
    "Turkish": "epok, kayıp, doğruluk, eğitim, doğrulama",
    "Russian": "эпоха, потери, точность, обучение, валидация",
    "Ukrainian": "епоха, втрати, точність, навчання, валідація",
    "Bulgarian": "епоха, загуба, точност, обучение, валидация",
    "Czech": "epocha, ztráta, přesnost, trénování, validace",
    "Slovak": "epocha, strata, presnosť, trénovanie, overenie",
    "Croatian": "epoha, gubitak, točnost, treniranje, provjera",
    "Slovenian": "epoha, izguba, natančnost, učenje, validacija",
    "Romanian": "epocă, pierdere, acuratețe, antrenare, validare",
    "Catalan": "època, pèrdua, exactitud, entrenament, validació",
    "Latvian": "epoha, zudumi, precizitāte, apmācība, validācija",
    "Lithuanian": "epocha, nuostoliai, tikslumas, mokymas, patikra",
    "Greek": "εποχή, απώλεια, ακρίβεια, εκπαίδευση, επικύρωση",
    "Hungarian": "epoch, veszteség, pontosság, tanítás, ellenőrzés",
    "Finnish": "epookki, häviö, tarkkuus, koulutus, validointi",
    "Estonian": "epohh, kadu, täpsus, treening, valideerimine",
    "Hebrew": "אפוק, הפסד, דיוק, אימון, תיקוף",
    "Arabic": "حقبة, خسارة, دقة, تدريب, تحقق",
    "Persian": "دوره, زیان, دقت, آموزش, اعتبارسنجی",
    "Hindi": "युग, हानि, सटीकता, प्रशिक्षण, सत्यापन",
    "Bengali": "ইপক, ক্ষতি, নির্ভুলতা, প্রশিক্ষণ, যাচাই",
    "Thai": "รอบ, ความสูญเสีย, ความแม่นยำ, ฝึก, ตรวจสอบ",
    "Vietnamese": "epoch, mất mát, độ chính xác, huấn luyện, kiểm định",
    "Indonesian": "epoch, kerugian, akurasi, pelatihan, validasi",
    "Chinese": "轮次, 损失, 准确率, 训练集, 验证集",
    "Japanese": "エポック, 損失, 正解率, 訓練, 検証",
    "Korean": "에포크, 손실, 정확도, 훈련, 검증",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_language_are_told_apart(language: str) -> None:
    epoch, loss, accuracy, training, validation = LANGUAGES[language].lower().split(", ")
    assert words.EPOCH.search(epoch)
    for metric, word, other in (("loss", loss, accuracy), ("accuracy", accuracy, loss)):
        assert words.METRICS[metric].search(word)
        assert not words.METRICS[metric].search(other)
    assert words.TRAINING.match(training)
    assert words.VALIDATION.search(validation)
    for word in (training, epoch, loss, accuracy):
        assert not words.VALIDATION.search(word)


@pytest.mark.parametrize(
    "text",
    [
        "devir",
        "threshold",
        "deviation",
        "loss value",
        "accuracy values",
        "valeur",
        "valor",
        "train",
    ],
)
def test_a_value_is_no_validation(text: str) -> None:
    assert not words.VALIDATION.search(text)


@pytest.mark.parametrize("word", ["iteration", "step", "time", "batch", "x"])
def test_what_is_no_epoch_is_none(word: str) -> None:
    assert not words.EPOCH.search(word)


@pytest.mark.parametrize("word", ["precision", "recall", "f1", "lr", "score", "metric", "value"])
def test_what_is_no_metric_of_the_plot_is_none(word: str) -> None:
    assert not any(pattern.search(word) for pattern in words.METRICS.values())


@pytest.mark.parametrize(
    "text", ["accuracy (%)", "Prozent", "en pour cent", "por ciento", "procent", "%"]
)
def test_percent_is_understood(text: str) -> None:
    assert words.PERCENT.search(text.lower())
