"""What one call comes to, event by event, and what the person or machine at its telephone does."""

from contact_api.demo.provider.exchange import Exchange
from contact_api.demo.provider.messages import Messages
from contact_api.demo.provider.phones import ANSWERED_BY, NEVER_ANSWERED, Answers, HangsUp
from contact_api.demo.provider.records import CallRecord
from contact_api.demo.provider.twiml import Asks, Ends, Joins, Player, Scene, Texts, TwimlFault

BEFORE_THE_ANSWER = {"queued": "initiated", "initiated": "ringing"}


class Callee:
    """Brings calls further; only the thread that steps calls it."""

    def __init__(self, exchange: Exchange, messages: Messages) -> None:
        self._exchange = exchange
        self._messages = messages
        self._player = Player(exchange.mail.ask)

    def advance(self, call: CallRecord) -> bool:
        """One event of this call; False when nothing happens in it by itself."""
        if call.is_over:
            return self._put_away(call)
        if call.play is None and call.status != "in-progress":
            return self._before_the_answer(call)
        try:
            return self._within(call)
        except TwimlFault as fault:
            call.fault = str(fault)  # Twilio says that an application error has occurred, and hangs up
            self._end(call)
            return True

    def _before_the_answer(self, call: CallRecord) -> bool:
        exchange = self._exchange
        with exchange.lock:
            if call.is_over:
                return False
            if call.direction == "inbound":
                call.answered_at = exchange.now
                call.status = "in-progress"
            elif call.status in BEFORE_THE_ANSWER:
                call.started_at = call.started_at or exchange.now
                exchange.tell(call, BEFORE_THE_ANSWER[call.status])
            elif call.phone.answers in NEVER_ANSWERED:
                exchange.finish(call, NEVER_ANSWERED[call.phone.answers])
            else:
                self._answer(call)
        return True

    def _answer(self, call: CallRecord) -> None:
        """Told at once. Who it was is known, to those who listen for it, when the document is asked for."""
        call.answered_at = self._exchange.now
        self._exchange.tell(call, "in-progress")
        if call.detects:
            call.answered_by = call.phone.heard_as or ANSWERED_BY[call.phone.answers]

    def _within(self, call: CallRecord) -> bool:
        """Begin the document, react to its scene, or wait."""
        phone, scene = call.phone, call.scene
        if call.play is None:
            if phone.hangs_up is HangsUp.AT_ONCE:
                return self._put_down(call)
            form = self._exchange.form(call)
            if call.direction == "inbound":
                form["CallStatus"] = "ringing"  # Twilio asks before it answers
            call.play = self._player.play(call.url, form)
            return self._go_on(call, None)
        if isinstance(scene, Asks):
            return self._react(call)
        if isinstance(scene, Joins) and not call.contacts_to_lend:
            return phone.hangs_up is HangsUp.AFTER_JOINING and self._put_down(call)
        return self._go_on(call, None)

    def _react(self, call: CallRecord) -> bool:
        """Answer a question: by hand, by the script, or with silence."""
        phone = call.phone
        with self._exchange.lock:
            by_hand = call.typed.pop(0) if call.typed else None
        if by_hand is not None:
            return self._go_on(call, by_hand)
        if phone.by_hand:
            return False
        if phone.answers is Answers.HUMAN and call.keys_used < len(phone.keys):
            call.keys_used += 1
            return self._go_on(call, phone.keys[call.keys_used - 1])
        if phone.hangs_up is HangsUp.AT_THE_QUESTION:
            return self._put_down(call)
        return self._go_on(call, "")

    def _go_on(self, call: CallRecord, keys: str | None) -> bool:
        """Play on to the next scene. Our service is asked in here, so it may end the call meanwhile."""
        if call.play is None:
            return False
        call.contacts_to_lend = False
        try:
            scene = call.play.send(keys)
        except StopIteration:
            scene = Ends("end_of_document")
        with self._exchange.lock:
            if call.is_over:
                return True
            self._note(call, scene)
        if isinstance(scene, Joins):
            self._wait(call, scene)
        return True

    def _wait(self, call: CallRecord, joins: Joins) -> None:
        """What is heard, once through, by who is in a room that has not begun."""
        if not joins.wait_url or call.room is None or call.room.has_begun:
            return
        for scene in self._player.play(joins.wait_url, self._exchange.form(call)):
            if isinstance(scene, Asks | Joins):
                raise TwimlFault("while somebody waits for a room they can only listen")
            call.heard_waiting.append(scene)

    def _note(self, call: CallRecord, scene: Scene) -> None:
        exchange = self._exchange
        call.heard.append(scene)
        if isinstance(scene, Joins):
            exchange.rooms.join(call, scene, now=exchange.now)
        elif isinstance(scene, Texts):
            self._messages.send(call.from_ if call.direction == "inbound" else call.to, scene.body)
        elif isinstance(scene, Ends):
            self._end(call)

    def _end(self, call: CallRecord) -> None:
        with self._exchange.lock:
            if not call.is_over:
                self._exchange.finish(call, "completed")

    def _put_down(self, call: CallRecord) -> bool:
        self._exchange.put_down(call)
        return True

    def _put_away(self, call: CallRecord) -> bool:
        """Leave the document of a call that is over where it stands."""
        if call.play is not None:
            call.play.close()
            call.play = None
        return False
