"""Attacks, by the promise that they try to break: each is a cell that prints "held" and never "BREACH"."""

PRELUDE = '''
import ctypes, errno, os, signal, socket, subprocess, sys, time
libc = ctypes.CDLL(None, use_errno=True)

def refused(what, attempt, *errors):
    """Print BREACH unless the attempt raises."""
    try:
        found = attempt()
    except (OSError, ValueError) as error:
        return
    print("BREACH", what, repr(found)[:200])

def call(what, number, *arguments, allowed=()):
    result = libc.syscall(number, *arguments)
    if result >= 0 and result not in allowed:
        print("BREACH", what, result)

def in_child(body):
    """The exit status of a child that runs `body`."""
    child = os.fork()
    if child == 0:
        try:
            body()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]
'''

ATTACKS = {
    "the_users_files_are_not_there": """
for path in SECRETS + ["/etc/shadow", "/etc/hostname", "/etc/machine-id", "/var/log", "/home", "/mnt", "/proc/1/environ", "/boot"]:
    refused(path, lambda: open(path).read() if not os.path.isdir(path) else os.listdir(path))
for folder in ("/root", "/home"):
    for place, _, names in os.walk(folder):
        if place.startswith((sys.prefix, sys.base_prefix)): continue
        if names: print("BREACH", place, names)
""",
    "nothing_of_the_environment_is_there": """
for name, value in os.environ.items():
    if name == "SECRET_TOKEN" or "hunter2" in value: print("BREACH", name)
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        if b"hunter2" in open(f"/proc/{pid}/environ", "rb").read(): print("BREACH", pid)
    except OSError: pass
""",
    "other_runs_are_not_there": """
refused("runs", lambda: os.listdir(RUNS))
for line in open("/proc/net/unix").readlines()[1:]:
    if "kassei" in line: print("BREACH", line)
""",
    "only_sim_and_show_are_importable_of_ours": """
import importlib
for name in ("agent", "model", "tools.kernel", "tools.sandbox", "tools.report", "agent.cli"):
    try:
        importlib.import_module(name)
        print("BREACH", name)
    except ImportError: pass
import sim, tools.show
""",
    "our_modules_cannot_be_shadowed": """
import importlib
for name in ("sim", "ase", "numpy"):
    open(f"/workspace/{name}.py", "w").write("BREACH = True")
out = subprocess.run([sys.executable, "-c", "import sim, ase, numpy; print(any(hasattr(m, 'BREACH') for m in (sim, ase, numpy)))"], capture_output=True, text=True)
if "False" not in out.stdout: print("BREACH", out)
if "/workspace" in sys.path or "" in sys.path: print("BREACH", sys.path)
refused("sim", lambda: open(sys.modules["sim"].__file__, "a") if "sim" in sys.modules else open("/opt/kassei/sim/__init__.py", "a"))
for name in ("sim", "ase", "numpy"): os.unlink(f"/workspace/{name}.py")
""",
    "inputs_cannot_be_changed": """
before = open("/workspace/path.extxyz").read()
for path in ("/workspace/path.extxyz", "/inputs/path.extxyz"):
    for mode in ("w", "a", "r+"): refused(path + mode, lambda: open(path, mode))
    refused("chmod", lambda: os.chmod(path, 0o777))
for attempt in (lambda: os.unlink("/inputs/path.extxyz"), lambda: os.rename("/inputs/path.extxyz", "/inputs/x"), lambda: open("/inputs/new", "w"),
                lambda: os.link("/inputs/path.extxyz", "/workspace/hard"), lambda: open("/finished/new", "w"), lambda: os.truncate("/inputs/path.extxyz", 0)):
    refused("inputs", attempt)
if open("/inputs/path.extxyz").read() != before: print("BREACH changed")
os.unlink("/workspace/path.extxyz"); open("/workspace/path.extxyz", "w").write("forged")
""",
    "the_system_cannot_be_written": """
for folder in ("/", "/usr", "/usr/bin", "/etc", "/opt", "/opt/kassei", "/opt/kassei/sim", "/run", "/var", "/dev", "/proc/sys/kernel", "/sys", sys.prefix, sys.base_prefix,
               os.path.dirname(os.__file__), os.path.dirname(__import__("numpy").__file__)):
    refused(folder, lambda: open(folder + "/intruder", "w"))
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/vm/overcommit_memory", "/proc/1/mem", "/proc/1/oom_score_adj", sys.executable):
    refused(path, lambda: open(path, "r+b"))
for folder in ("/workspace/.jupyter/personas", "/tmp/home/.jupyter/personas", "/workspace/.ipython"): os.makedirs(folder, exist_ok=True)  # stays in memory: the host never looks
""",
    "no_descriptor_leads_outside": """
for number in range(1024):
    for path in ("..", "../../../../etc/shadow", "../../../../../../root"):
        refused(f"{number} {path}", lambda: os.stat(path, dir_fd=number) if path != ".." else os.listdir(os.open("..", os.O_RDONLY, dir_fd=number)))
for place in ("/sys/fs/cgroup", "/sys/kernel", "/sys/class", "/sys/module", "/proc/1/map_files"):
    refused(place, lambda: os.listdir(place))
for place, _, names in os.walk("/proc/sys"):
    for name in names: refused(name, lambda: os.open(os.path.join(place, name), os.O_WRONLY))
""",
    "links_lead_nowhere": """
os.makedirs("/workspace/paths", exist_ok=True)
for target in SECRETS + ["/etc/shadow", "/proc/1/root/etc/shadow", "/proc/self/root/etc/shadow", "/../../etc/shadow"]:
    try: os.symlink(target, "/tmp/link")
    except OSError: continue
    refused(target, lambda: open("/tmp/link").read())
    os.unlink("/tmp/link")
refused("workspace link", lambda: os.symlink("/etc/passwd", "/workspace/paths/link.extxyz"))
""",
    "no_file_gets_setuid": """
path = "/tmp/suid"
open(path, "w").close()
refused("chmod", lambda: os.chmod(path, 0o4755))
refused("fchmod", lambda: os.fchmod(os.open(path, os.O_RDWR), 0o2755))
refused("open", lambda: os.open("/tmp/suid2", os.O_CREAT | os.O_WRONLY, 0o4755))
refused("mkdir", lambda: os.mkdir("/tmp/suidd", 0o2755))
for number in (452,): call("fchmodat2", number, -100, b"/tmp/suid", 0o4755, 0)
for binary in ("/usr/bin/su", "/usr/bin/mount", "/usr/bin/passwd"):
    if os.path.exists(binary):
        status = subprocess.run([binary, "--help"], capture_output=True)
refused("capability", lambda: os.setxattr(path, "security.capability", bytes.fromhex("0100000200200000" + "00" * 12)))
refused("setuid", lambda: os.setuid(0))
refused("setresuid", lambda: os.setresuid(0, 0, 0))
refused("chown", lambda: os.chown(path, 0, 0))
""",
    "no_privilege_is_left": """
status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines() if ":" in line)
for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
    if int(status[name], 16): print("BREACH", name, status[name])
if status["NoNewPrivs"].strip() != "1" or status["Seccomp"].strip() != "2": print("BREACH", status["NoNewPrivs"], status["Seccomp"])
if os.getuid() == 0 or os.geteuid() == 0: print("BREACH root")
if os.getgroups() not in ([], [1000], [65534]): print("BREACH", os.getgroups())
""",
    "no_device_is_reachable": """
import stat
for name in ("mem", "kmem", "kmsg", "kvm", "sda", "vda", "nvme0n1", "fuse", "net/tun", "vhost-net", "vsock", "dri", "nvidia0", "input", "loop0", "loop-control", "uinput", "rfkill"):
    refused(name, lambda: os.open("/dev/" + name, os.O_RDONLY))
refused("mknod", lambda: os.mknod("/tmp/device", 0o600 | stat.S_IFCHR, os.makedev(1, 1)))
refused("mknod", lambda: os.mknod("/workspace/device", 0o600 | stat.S_IFBLK, os.makedev(8, 0)))
""",
    "other_processes_are_out_of_reach": """
pids = sorted(int(p) for p in os.listdir("/proc") if p.isdigit())
if len(pids) > 4: print("BREACH", pids)
for pid in range(1, 40000, 7):
    try: owner = int(dict(line.split(":", 1) for line in open(f"/proc/{pid}/status").read().splitlines() if ":" in line)["Tgid"])
    except OSError: continue
    if owner not in pids: print("BREACH", pid)  # threads of our own have numbers too
refused("kill host", lambda: os.kill(HOST_PID + 40000 * (HOST_PID in pids), 0))
child = os.fork()
if child == 0:
    time.sleep(5); os._exit(0)
M = os.uname().machine
numbers = dict(ptrace=(101, 117), process_vm_readv=(310, 270), kcmp=(312, 272), pidfd_getfd=(438, 438), process_madvise=(440, 440))
for name, pair in numbers.items():
    libc.syscall(pair[M != "x86_64"], 16 if name == "ptrace" else child, child if name == "ptrace" else 0, 0, 0, 0, 0) >= 0 and print("BREACH", name)
refused("mem of init", lambda: open("/proc/1/mem", "rb").read(1))
os.kill(child, 9); os.waitpid(child, 0)
""",
    "no_namespace_and_no_mount": """
M = os.uname().machine == "x86_64"
for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x8000000, 0x4000000, 0x2000000, 0x80):
    call(f"unshare {flag:x}", 272 if M else 97, flag)
    if flag != 0x80: call(f"clone {flag:x}", 56 if M else 220, flag | 17, 0, 0, 0, 0)
call("clone3", 435, ctypes.create_string_buffer(88), 88)
for kind in ("user", "mnt", "net", "pid"):
    try: descriptor = os.open(f"/proc/1/ns/{kind}", os.O_RDONLY)
    except OSError: continue
    call("setns", 308 if M else 268, descriptor, 0)
for name in (b"proc", b"tmpfs", b"overlay"): call("mount", 165 if M else 40, b"none", b"/tmp", name, 0, None)
call("umount", 166 if M else 39, b"/inputs", 2); call("chroot", 161 if M else 51, b"/tmp"); call("pivot_root", 155 if M else 41, b"/tmp", b"/tmp")
for number in (428, 429, 430, 432, 433, 442, 467): call(f"mount call {number}", number, -100, b"/", 0, 0, 0)
for command in (["unshare", "-Ur", "true"], ["bwrap", "--ro-bind", "/", "/", "true"]):
    try:
        if subprocess.run(command, capture_output=True).returncode == 0: print("BREACH", command)
    except FileNotFoundError: pass
""",
    "kernel_interfaces_are_closed": """
M = os.uname().machine == "x86_64"
calls = dict(keyctl=(250, 219), add_key=(248, 217), request_key=(249, 218), bpf=(321, 280), perf_event_open=(298, 241), userfaultfd=(323, 282),
             io_uring_setup=(425, 425), io_uring_enter=(426, 426), io_uring_register=(427, 427), memfd_create=(319, 279), memfd_secret=(447, 447),
             kexec_load=(246, 104), init_module=(175, 105), finit_module=(313, 273), syslog=(103, 116), open_by_handle_at=(304, 265),
             name_to_handle_at=(303, 264), fanotify_init=(300, 262), quotactl=(179, 60), swapon=(167, 224), reboot=(169, 142), acct=(163, 89),
             settimeofday=(164, 170), sethostname=(170, 161), shmget=(29, 194), semget=(64, 190), msgget=(68, 186), mq_open=(240, 180), move_pages=(279, 239))
for name, pair in calls.items(): call(name, pair[not M], 0, 0, 0, 0, 0)
buffer = ctypes.create_string_buffer(b"name")
call("memfd", 319 if M else 279, buffer, 0); call("io_uring", 425, 8, ctypes.create_string_buffer(256)); call("shmget", 29 if M else 194, 1, 4096, 0o1600)
call("add_key", 248 if M else 217, b"user", b"x", b"y", 1, -3); call("keyctl", 250 if M else 219, 0, -3, 1)
call("bpf", 321 if M else 280, 0, ctypes.create_string_buffer(128), 128)
call("io_setup", 206 if M else 0, 1, ctypes.byref(ctypes.c_ulong(0))); call("inotify_init1", 294 if M else 26, 0)
end, start = os.pipe()
call("vmsplice", 278 if M else 75, start, ctypes.create_string_buffer(16), 1, 0)
for number in range(471, 520): call(f"newer call {number}", number, 0, 0, 0, 0, 0, 0)
if libc.personality(0x0040000) >= 0: print("BREACH personality")
""",
    "foreign_system_call_tables_kill": """
import mmap
if os.uname().machine == "x86_64":
    def run(code):
        page = mmap.mmap(-1, 4096, prot=7); page.write(code)
        ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
    int80 = bytes.fromhex("b814000000cd80c3")            # mov eax, 20 (getpid); int 0x80
    x32 = bytes.fromhex("b8270000400f05c3")              # mov eax, 0x40000027 (x32 getpid); syscall
    for name, code in (("int80", int80), ("x32", x32)):
        status = in_child(lambda: run(code))
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) not in (signal.SIGSYS, signal.SIGSEGV): print("BREACH", name, status)
""",
    "no_network_of_any_family": """
for family in range(0, 64):
    for kind in (1, 2, 3, 4, 5, 6, 10, 1 | socket.SOCK_CLOEXEC, 2 | socket.SOCK_NONBLOCK):
        for protocol in (0, 6, 17, 132, 262):
            if family == 1 and kind & 15 == 1: continue
            refused(f"family {family} kind {kind} protocol {protocol}", lambda: socket.socket(family, kind, protocol))
            refused(f"pair {family}", lambda: socket.socketpair(family, kind, protocol))
for name in ("\\0" + ABSTRACT, HOST_SOCKET, "/run/dbus/system_bus_socket", "/var/run/docker.sock", "/run/systemd/private",
             "/tmp/.X11-unix/X0", "\\0/tmp/.X11-unix/X0", "/run/user/1000/bus", "/run/user/1000/keyring/ssh", "/run/nscd/socket"):
    s = socket.socket(socket.AF_UNIX)
    refused(name, lambda: s.connect(name))
refused("names", lambda: socket.getaddrinfo("example.com", 80))
names = open("/proc/net/dev").read()
if "eth" in names or "wlan" in names: print("BREACH", names)
""",
    "nothing_can_be_typed_into_a_terminal": """
import fcntl
refused("/dev/tty", lambda: os.open("/dev/tty", os.O_RDWR))
import pty
try: leader, follower = pty.openpty()
except OSError: leader = follower = None
for descriptor in (0, 1, 2) + ((follower,) if follower else ()):
    for request in (0x5412, 0x541C, 0x5423): refused(hex(request), lambda: fcntl.ioctl(descriptor, request, b"x"))
if os.isatty(0) or os.isatty(1): print("BREACH a terminal")
""",
    "limits_cannot_be_raised": """
import resource
for name in ("NPROC", "DATA", "FSIZE", "NOFILE", "CORE", "MEMLOCK", "MSGQUEUE"):
    kind = getattr(resource, "RLIMIT_" + name); soft, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY: print("BREACH", name)
    refused(name, lambda: resource.setrlimit(kind, (soft, hard + 1)))
    refused(name, lambda: resource.prlimit(os.getpid(), kind, (hard + 1, hard + 1)))
for option in (7, 8, 32, 33):  # buffers, which the watchdog counts at their usual size
    refused("buffer", lambda: socket.socketpair()[0].setsockopt(socket.SOL_SOCKET, option, 1 << 22))
refused("nice", lambda: os.nice(-5))
refused("realtime", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
""",
    "forks_are_limited": """
children = []
try:
    for _ in range(3000):
        child = os.fork()
        if child == 0:
            time.sleep(60); os._exit(0)
        children.append(child)
    print("BREACH", len(children))
except OSError: pass
for child in children: os.kill(child, 9)
for child in children: os.waitpid(child, 0)
""",
    "the_clock_and_the_host_cannot_be_set": """
refused("clock", lambda: time.clock_settime(time.CLOCK_REALTIME, 0))
refused("name", lambda: socket.sethostname("x"))
if os.uname().nodename != "sandbox": print("BREACH", os.uname().nodename)
""",
}
