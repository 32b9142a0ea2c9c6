"""What the pages of the imports show of their owner."""

from bets.models import Field, Sport, What
from imports import corrections, intake
from imports import undo as undoing
from imports.by_hand import trash, verbs
from imports.corrections import Text
from imports.mapping import saved
from imports.mapping.description import Mapping
from imports.models import Upload
from imports.tests.by_hand import entry
from imports.tests.factories import at, bet, create_upload, import_lines, import_parsed, line, parsed
from odds.tests import files
from treasury.models import StatementLine
from web.context import acting_as
from web.tests.strangers import Target, shows, shows_nothing_owned


def _upload(owner, **more):
    return create_upload(owner=owner, filename="alices-own-history.csv", **more)


@shows("imports:list")
def uploads(owner):
    _upload(owner)
    return Target(marker="alices-own-history.csv")


@shows("imports:detail")
def detail(owner):
    return Target(kwargs={"pk": _upload(owner).pk}, marker="alices-own-history.csv")


@shows("imports:cancel")
def cancel(owner):
    return Target(kwargs={"pk": _upload(owner).pk}, method="post")


@shows("imports:to-odds")
def to_odds(owner):
    upload = intake.receive(user=owner, filename="alices-own-E0.csv", chunks=[files.season()])
    with acting_as(owner):
        Upload.objects.filter(pk=upload.pk).update(state="failed", format="football-data")
    return Target(kwargs={"pk": upload.pk}, method="post")


@shows("imports:again")
def again(owner):
    return Target(kwargs={"pk": _upload(owner, state="failed").pk}, method="post")


@shows("imports:undo")
def undo(owner):
    return Target(kwargs={"pk": import_lines(owner, line("deposit", "1")).pk}, method="post")


@shows("imports:redo")
def redo(owner):
    upload = import_lines(owner, line("deposit", "1"))
    undoing.undo(user=owner, upload=upload)
    return Target(kwargs={"pk": upload.pk}, method="post")


UNKNOWN = b"Datum,Tipp,Einsatz,Quote,Ergebnis\n31.01.2026,Alices Geheimtipp,10,2.5,won\n"


@shows("imports:mapping")
def mapping(owner):
    upload = intake.receive(user=owner, filename="own.csv", chunks=[UNKNOWN])
    with acting_as(owner):
        Upload.objects.filter(pk=upload.pk).update(state="failed")
    return Target(kwargs={"pk": upload.pk}, marker="Alices Geheimtipp")


def saved_mapping(owner):
    told = Mapping({"placed": "Datum", "stake": "Einsatz", "result": "Ergebnis"}, name="Alice's own list")
    with acting_as(owner):
        return saved.keep(user=owner, mapping=told, columns=("Datum", "Einsatz", "Ergebnis"))


@shows("imports:mappings")
def mappings(owner):
    saved_mapping(owner)
    return Target(marker="own list")


@shows("imports:mapping-rename")
def mapping_rename(owner):
    return Target(kwargs={"pk": saved_mapping(owner).pk}, method="post", data={"name": "other"})


@shows("imports:mapping-forget")
def mapping_forget(owner):
    return Target(kwargs={"pk": saved_mapping(owner).pk}, method="post")


@shows("imports:rejects")
def rejects(owner):
    told = parsed([line("deposit", "1")], rejects=[(7, "Unknown type", "my,secret,row")])
    return Target(kwargs={"pk": import_parsed(owner, told).pk}, marker="my,secret,row")


@shows("imports:breaks")
def breaks(owner):
    upload = import_lines(
        owner, line("deposit", "1", balance="1"), line("deposit", "2", day=1, balance="987.65")
    )
    return Target(kwargs={"pk": upload.pk}, marker="987.65")


@shows("imports:line")
def line_page(owner):
    import_lines(owner, line("deposit", "1", description="A transfer from Alice's savings"))
    with acting_as(owner):
        pk = StatementLine.objects.get().pk
        assert Upload.objects.count() == 1
    return Target(kwargs={"pk": pk}, marker="transfer from Alice")


def _unknown(owner):
    import_parsed(
        owner,
        parsed(
            [line("bet", key="u", bet_ref=None)],
            [
                bet(
                    "u",
                    from_lines=False,
                    status="open",
                    row=2,
                    placed_at=at(0),
                    event="Zorb Alice v Zorb Bob",
                )
            ],
        ),
    )


def _correction(owner):
    with acting_as(owner):
        meaning = Sport.objects.get(slug="tennis", owner=None)
    said = [Text(Field.EVENT, "Zorb Alice v Zorb Bob")]
    return corrections.correct(user=owner, what=What.SPORT, texts=said, meaning=meaning).corrections[0]


@shows("imports:recognition")
def recognition(owner):
    _unknown(owner)
    return Target(marker="Zorb Alice")


@shows("imports:corrections")
def corrections_made(owner):
    _correction(owner)
    return Target(marker="zorb alice")


@shows("imports:take-back")
def take_back(owner):
    return Target(kwargs={"pk": _correction(owner).pk}, method="post")


@shows("imports:recognised")
def recognised(owner):
    return Target(kwargs={"pk": _upload(owner).pk}, marker="alices-own-history.csv")


def _by_hand(owner):
    return verbs.enter(user=owner, entry=entry(selection="The owner's own pick"))


@shows("hand:edit")
def edit_by_hand(owner):
    return Target(kwargs={"pk": _by_hand(owner)}, marker="own pick")


@shows("hand:copy")
def copy_by_hand(owner):
    return Target(kwargs={"pk": _by_hand(owner)}, marker="own pick")


@shows("hand:settle")
def settle_by_hand(owner):
    return Target(kwargs={"pk": _by_hand(owner)}, marker="own pick")


@shows("hand:remark")
def remark_by_hand(owner):
    return Target(kwargs={"pk": _by_hand(owner)}, method="post", data={"note": "x"})


@shows("hand:delete")
def delete_by_hand(owner):
    return Target(kwargs={"pk": _by_hand(owner)}, method="post")


def _in_the_trash(owner):
    bet_id = _by_hand(owner)
    trash.delete(user=owner, bet_id=bet_id)
    return bet_id


@shows("hand:trash")
def list_trash(owner):
    _in_the_trash(owner)
    return Target(marker="own pick")


@shows("hand:restore")
def restore_by_hand(owner):
    return Target(kwargs={"pk": _in_the_trash(owner)}, method="post")


shows_nothing_owned("hand:enter", "an empty form")
shows_nothing_owned("imports:correct", "a form, answered with what the asker's own bets say")
shows_nothing_owned("imports:help", "the same help for everybody")
shows_nothing_owned("imports:help-page", "the same help for everybody")
shows_nothing_owned("imports:extension", "the same extension for everybody")
shows_nothing_owned("imports:extension-zip", "the same extension for everybody")
