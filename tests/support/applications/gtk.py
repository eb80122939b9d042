"""A GTK window with a text field; takes one JSON question a line from its input and answers each with one line."""
import json
import os
import sys
import threading
import time

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("GdkX11", "3.0")
from gi.repository import Gdk, GdkPixbuf, GdkX11, GLib, Gtk  # noqa: E402

window = Gtk.Window(title="gtk")
field = Gtk.Entry()
window.add(field)
window.show_all()
window.present()
CLIPBOARD = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
PRIMARY = Gtk.Clipboard.get(Gdk.SELECTION_PRIMARY)
HTML = Gdk.Atom.intern("text/html", False)


def copy_html(content):
    """PyGObject binds no call that offers several targets, so the C library's is called."""
    from ctypes import CDLL, CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_uint, c_void_p

    class TargetEntry(Structure):
        _fields_ = [("target", c_char_p), ("flags", c_uint), ("info", c_uint)]

    gtk = CDLL("libgtk-3.so.0")
    gtk.gtk_clipboard_get.restype = c_void_p
    gtk.gtk_clipboard_get.argtypes = [c_void_p]
    gdk = CDLL("libgdk-3.so.0")
    gdk.gdk_atom_intern.restype = c_void_p
    gdk.gdk_atom_intern.argtypes = [c_char_p, c_int]
    gtk.gtk_selection_data_set.argtypes = [c_void_p, c_void_p, c_int, c_char_p, c_int]
    gtk.gtk_selection_data_set_text.argtypes = [c_void_p, c_char_p, c_int]
    get_type = CFUNCTYPE(None, c_void_p, c_void_p, c_uint, c_void_p)
    clear_type = CFUNCTYPE(None, c_void_p, c_void_p)
    text, html = content["text"].encode(), content["html"].encode()

    def give(_clipboard, data, info, _user):
        if info == 1:
            gtk.gtk_selection_data_set(data, gdk.gdk_atom_intern(b"text/html", 0), 8, html, len(html))
        else:
            gtk.gtk_selection_data_set_text(data, text, len(text))

    copy_html.keep = (get_type(give), clear_type(lambda *_: None))
    entries = (TargetEntry * 2)(TargetEntry(b"text/html", 0, 1), TargetEntry(b"UTF8_STRING", 0, 0))
    gtk.gtk_clipboard_set_with_data.argtypes = [c_void_p, POINTER(TargetEntry), c_uint, get_type, clear_type, c_void_p]
    clipboard = gtk.gtk_clipboard_get(gdk.gdk_atom_intern(b"CLIPBOARD", 0))
    gtk.gtk_clipboard_set_with_data(clipboard, entries, 2, *copy_html.keep, None)


def noise(width, height, corner):
    pixels = bytearray(os.urandom(width * height * 3))
    pixels[0:3] = bytes.fromhex(corner[1:])
    data = GLib.Bytes.new(bytes(pixels))
    return GdkPixbuf.Pixbuf.new_from_bytes(data, GdkPixbuf.Colorspace.RGB, False, 8, width, height, width * 3)


def paste(clipboard):
    found = {}
    text = clipboard.wait_for_text()
    if text is not None:
        found["text"] = text
    html = clipboard.wait_for_contents(HTML)
    if html is not None and html.get_length() > 0:
        found["html"] = html.get_data().decode()
    image = clipboard.wait_for_image()
    if image is not None:
        corner = "#" + bytes(image.get_pixels()[0:3]).hex()
        found["image"] = {"width": image.get_width(), "height": image.get_height(), "corner": corner}
    return found


def answer(question):
    action = question.pop("do")
    if action == "copy" and "html" in question:
        copy_html(question)
    elif action == "copy":
        CLIPBOARD.set_text(question["text"], -1)
    elif action == "copy-picture":
        CLIPBOARD.set_image(noise(**question))
    elif action == "select":
        PRIMARY.set_text(question["text"], -1)
    elif action == "paste":
        return paste(PRIMARY if question["selection"] == "primary" else CLIPBOARD)
    elif action == "field":
        return {"text": field.get_text()}
    elif action == "caret":
        layout = field.get_layout()
        typed = field.get_text()[: field.get_position()].encode()
        strong, _ = layout.get_cursor_pos(field.text_index_to_layout_index(len(typed)))
        left, top = field.get_layout_offsets()
        x, y = field.translate_coordinates(window, left + strong.x // 1024, top + strong.y // 1024)
        _, x0, y0 = window.get_window().get_origin()
        return {"x": x0 + x, "y": y0 + y, "height": strong.height // 1024}
    elif action == "clear":
        field.set_text("")
        window.present_with_time(GdkX11.x11_get_server_time(window.get_window()))
        field.grab_focus()
        end = time.monotonic() + 5
        while not (window.is_active() and field.has_focus()) and time.monotonic() < end:
            Gtk.main_iteration_do(False)
    return {}


def handle(line):
    print(json.dumps(answer(json.loads(line))), flush=True)
    return False


def listen():
    for line in sys.stdin:
        GLib.idle_add(handle, line)
    GLib.idle_add(Gtk.main_quit)


threading.Thread(target=listen, daemon=True).start()
Gtk.main()
