"""Pages of the imports: the list with its drop zone, one upload, where to get an export, and the extension."""

from django.urls import path

from imports.views import (
    again,
    cancel,
    extension,
    findings,
    help,
    line,
    mapping,
    odds,
    recognition,
    undo,
    upload,
    uploads,
)

urlpatterns = [
    path("", uploads.uploads, name="list"),
    path("<int:pk>/", upload.detail, name="detail"),
    path("<int:pk>/cancel/", cancel.cancel, name="cancel"),
    path("<int:pk>/again/", again.again, name="again"),
    path("<int:pk>/odds/", odds.take, name="to-odds"),
    path("<int:pk>/mapping/", mapping.mapping, name="mapping"),
    path("mappings/", mapping.own_formats, name="mappings"),
    path("mappings/<int:pk>/rename/", mapping.rename, name="mapping-rename"),
    path("mappings/<int:pk>/forget/", mapping.forget, name="mapping-forget"),
    path("<int:pk>/undo/", undo.undo, name="undo"),
    path("<int:pk>/redo/", undo.redo, name="redo"),
    path("<int:pk>/rejects.csv", findings.rejects, name="rejects"),
    path("<int:pk>/breaks.csv", findings.breaks, name="breaks"),
    path("<int:pk>/recognised/", recognition.of_upload, name="recognised"),
    path("recognition/", recognition.recognition, name="recognition"),
    path("recognition/correct/", recognition.correct, name="correct"),
    path("recognition/corrections/", recognition.made, name="corrections"),
    path("recognition/corrections/<int:pk>/undo/", recognition.take_back, name="take-back"),
    path("lines/<int:pk>/", line.line, name="line"),
    path("help/", help.index, name="help"),
    path("help/<slug:slug>/", help.entry, name="help-page"),
    path("extension/", extension.about, name="extension"),
    path("extension/betsite-extension.zip", extension.download, name="extension-zip"),
]
