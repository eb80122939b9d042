"""A Qt window with a text field; takes one JSON question a line from its input and answers each with one line."""
import json
import os
import sys
import threading
import time

from PyQt5.QtCore import QMimeData, QObject, Qt, pyqtSignal
from PyQt5.QtGui import QClipboard, QColor, QImage
from PyQt5.QtWidgets import QApplication, QLineEdit

application = QApplication(["qt"])
field = QLineEdit()
field.setWindowTitle("qt")
field.show()
field.activateWindow()
field.setFocus()
CLIPBOARD = application.clipboard()


def noise(width, height, corner):
    image = QImage(os.urandom(width * height * 4), width, height, width * 4, QImage.Format_RGB32).copy()
    image.setPixelColor(0, 0, QColor(corner))
    return image


def paste(mode):
    data = CLIPBOARD.mimeData(mode)
    found = {}
    if data.hasText():
        found["text"] = data.text()
    if data.hasHtml():
        found["html"] = data.html()
    if data.hasImage():
        image = QImage(data.imageData())
        corner = image.pixelColor(0, 0).name()
        found["image"] = {"width": image.width(), "height": image.height(), "corner": corner}
    return found


def answer(question):
    action = question.pop("do")
    if action == "copy":
        data = QMimeData()
        data.setText(question["text"])
        if "html" in question:
            data.setHtml(question["html"])
        CLIPBOARD.setMimeData(data)
    elif action == "copy-picture":
        CLIPBOARD.setImage(noise(**question))
    elif action == "select":
        CLIPBOARD.setText(question["text"], QClipboard.Selection)
    elif action == "paste":
        return paste(QClipboard.Selection if question["selection"] == "primary" else QClipboard.Clipboard)
    elif action == "field":
        return {"text": field.text()}
    elif action == "caret":
        # With five pixels beside it, where it is drawn anew.
        area = field.inputMethodQuery(Qt.ImCursorRectangle)
        place = field.mapToGlobal(area.topLeft())
        return {"x": place.x() + 5, "y": place.y(), "height": area.height()}
    elif action == "clear":
        field.clear()
        field.activateWindow()
        field.setFocus()
        end = time.monotonic() + 5
        while not field.hasFocus() and time.monotonic() < end:
            application.processEvents()
    return {}


class Questions(QObject):
    asked = pyqtSignal(str)
    ended = pyqtSignal()


questions = Questions()
questions.asked.connect(lambda line: print(json.dumps(answer(json.loads(line))), flush=True))
questions.ended.connect(application.quit)


def listen():
    for line in sys.stdin:
        questions.asked.emit(line)
    questions.ended.emit()


threading.Thread(target=listen, daemon=True).start()
application.exec_()
