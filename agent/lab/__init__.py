"""The conversation in JupyterLab: `agent lab`, the persona in its chat, what it shows there.

server.py   what a JupyterLab of ours may do and how it looks      command.py  `agent lab`
persona.py  takes a message of the chat, answers it                asked.py    what a message asks: words, files, picked atoms
reply.py    our message as it grows                                shown.py    chart and scene of a run, for the chat
extension/  the browser's side (TypeScript), built into labextension/

Covered: only sandboxed kernels, no terminals, this machine alone, a token; no persona of a folder or another package is loaded; what a run
shows goes through the output filter, text as text; pictures and scenes are checked; nothing is fetched from outside.
Not covered: in a JupyterLab of the user's own (`pip install kassei` there) its other kernels, terminals and extensions stay as they are.
"""
