"""The persona of the chat: takes a message, answers it, stops when told to. What it does then is in errand.py."""

import asyncio
import json
from pathlib import Path
from typing import Any, ClassVar

from jupyter_ai_persona_manager import BasePersona, PersonaDefaults
from jupyter_ai_persona_manager.awareness_models import SettingConfiguration, SettingOption
from jupyter_ai_persona_manager.persona_manager import PersonaManager
from jupyterlab_chat.models import Message
from jupyterlab_chat.websocket_model import WsChatModel
from traitlets import Bool, Float, Integer, Unicode

from agent.lab import server
from agent.lab.asked import Asked, asked, wants_stop
from agent.lab.errand import Errand, Manner
from agent.lab.markdown import plain
from agent.lab.messages import word
from agent.lab.reply import Reply, offer, states
from agent.lab.warmth import warm
from sim.potentials import POTENTIALS
from tools.sandbox.pool import drain
from tools.trajectories import write_whole

AVATAR = str(Path(__file__).with_name("avatar.svg"))
IDLE_S = 600.0  # so long a sandbox waits for a chat to be opened again (a reload closes it, too)


class KasseiPersona(BasePersona):
    """One for each chat; it answers one message at a time."""

    language_model = Unicode("embedded", config=True, help="NAME, FILE.gguf or URL")
    calculator = Unicode(None, allow_none=True, config=True, help="the potential where a request names none")
    isolation = Unicode("strong", config=True, help="strong, reduced or none")
    processes = Integer(None, allow_none=True, config=True, help="candidates at once")
    timeout_s = Float(None, allow_none=True, config=True, help="time limit of a computation [s]")
    review = Bool(False, config=True, help="show the script and wait before it runs")
    _task: asyncio.Task[None] | None = None
    _reply: Reply | None = None
    _warming: asyncio.Future[None] | None = None
    _open: ClassVar[set["KasseiPersona"]] = set()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._open.add(self)
        self._publish()
        self._tell_of_the_lost()

    @property
    def defaults(self) -> PersonaDefaults:
        return PersonaDefaults(name=word("persona"), description=word("description"), avatar_path=AVATAR, system_prompt="")

    async def prepare(self) -> None:
        """While the person types: imports, a sandbox. Nobody waits for it: the first message is answered at once."""
        self._warming = asyncio.ensure_future(asyncio.to_thread(warm, calculator=self.calculator, isolation=self.isolation))

    async def on_message(self, message: Message) -> None:
        """「止めて」 stops what goes on; every other waits for its turn. The chat stays open meanwhile, though its tab be closed."""
        if self.processing and wants_stop(message.body):
            await self.cancel_response()
            return
        with self._keep_chat_alive():
            await super().on_message(message)

    async def process_message(self, message: Message) -> None:
        """One message from the first word to the last button."""
        reply = Reply(self.chat, self.id)
        request = self._asked(message)
        if request.action == "leave":
            reply.end(word("reviewed_away"))
            reply.close()
            return
        errand = Errand(request, self._manner(), reply, self._root, after=self._after())
        self._task, self._reply = asyncio.create_task(errand.go()), reply
        try:
            await asyncio.shield(self._task)
        finally:
            self._task = self._reply = None

    async def cancel_response(self) -> None:
        """The stop button: the sandbox ends at once, what is finished is kept. A second press changes nothing."""
        if self._task is not None and self._reply is not None and not self._task.cancelling():
            self._task.cancel()
            self._reply.say(word("stopping"))
            self._reply.write()

    async def update_settings(self, settings: dict[str, str | None]) -> None:
        """What the person chose under the input."""
        if "review" in settings:
            self.review = settings["review"] == "ask"
        if "calculator" in settings:
            self.calculator = settings["calculator"] if settings["calculator"] in POTENTIALS else None

    async def shutdown(self) -> None:
        """The chat is closed: nothing of it goes on. The sandbox that waits is there for every chat; it goes some time after the last."""
        await super().shutdown()
        await self.cancel_response()
        self._open.discard(self)
        asyncio.get_running_loop().call_later(IDLE_S, _drain_when_idle)

    @property
    def _root(self) -> Path:
        return Path(self.parent.root_dir)

    def _asked(self, message: Message) -> Asked:
        known = self.chat.get_attachments()
        attached = [str(known[name].value) for name in message.attachments or [] if name in known]
        return asked(message.body, message.metadata, attached, root=self._root, beside=Path(self.parent.get_chat_dir()))

    def _manner(self) -> Manner:
        return Manner(self.language_model, self.calculator, self.isolation, self.processes, self.timeout_s, self.review)

    def _after(self) -> Path | None:
        """The run that this conversation has come to: the last one whose folder is still there."""
        runs = (self._root / str(kept["run"]) for _, kept in reversed(states(self.chat, self.id)))
        return next((run for run in runs if (run / "run.json").is_file()), None)

    def _publish(self) -> None:
        """What can be chosen under the input."""
        ask, at_once = SettingOption(id="ask", name=word("review_on")), SettingOption(id="at_once", name=word("review_off"))
        potentials = [SettingOption(id=name, name=name) for name in POTENTIALS]
        self.report_settings_configuration(
            [
                SettingConfiguration(
                    id="review", name=word("setting_review"), current="ask" if self.review else "at_once", options=[at_once, ask]
                ),
                SettingConfiguration(
                    id="calculator", name=word("setting_calculator"), current=self.calculator or "chgnet", options=potentials
                ),
            ]
        )

    def _tell_of_the_lost(self) -> None:
        """Runs that were under way when the server ended: what is finished is kept, and the person is told how to go on."""
        for message, kept in states(self.chat, self.id):
            if kept.get("state") == "running":
                message.body += f"\n\n{plain(word('lost'))}"
                message.metadata = {**(message.metadata or {}), "kassei": {**kept, "state": "lost"}}
                self.chat.update_message(message)
                offer(self.chat, self.id, "resume", run=str(kept["run"]))


def _drain_when_idle() -> None:
    if not KasseiPersona._open:
        drain()


def _save_whole(chat: WsChatModel) -> None:
    """The chat file, whole or not at all: jupyterlab-chat 0.25 empties it first, and a server that dies then would lose the chat."""
    write_whole(chat.root_dir / chat.path, json.dumps(chat.to_dict(), ensure_ascii=False, indent=1).encode())


class OwnPersonas(PersonaManager):
    """Our persona alone: none of other packages, none from Python files of the folder (they would be imported into the server)."""

    default_persona_id = Unicode(server.PERSONA, allow_none=True, config=True)

    def _init_ep_persona_classes(self) -> None:
        WsChatModel.save = _save_whole  # type: ignore[method-assign, assignment]
        PersonaManager._ep_persona_classes = [{"module": __name__, "persona_class": KasseiPersona, "traceback": None}]

    def _init_local_persona_classes(self) -> None:
        self._local_persona_classes: list[dict[str, Any]] | None = []
