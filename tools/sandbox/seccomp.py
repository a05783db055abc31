"""The system-call filter: a raw BPF program for x86-64 and aarch64, without libseccomp.

Covered: calls that reach other processes' memory, mounts, new namespaces, keyrings, bpf, io_uring, kernel modules, clocks,
devices, SysV and POSIX queues, memory outside the rlimits (memfd, vmsplice, larger socket buffers), every socket but unix streams,
things of which the whole host or user has few (aio, inotify), setuid bits, terminal injection, calls newer than this list; foreign
tables (x32, int 0x80) kill the caller.
Not covered: what the allowed calls may do to the files and sockets that the namespaces still show.
seccomp(2); Linux include/uapi/linux/{bpf_common,filter,seccomp,audit}.h, arch/*/syscalls tables.
"""

import errno
import platform
import struct

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_*

# name, x86-64 number, aarch64 number ("-": the architecture has no such call)
DENIED = """
ptrace 101 117                process_vm_readv 310 270      process_vm_writev 311 271     kcmp 312 272
pidfd_getfd 438 438           process_madvise 440 440       move_pages 279 239            migrate_pages 256 238
mount 165 40                  umount2 166 39                pivot_root 155 41             chroot 161 51
open_tree 428 428             open_tree_attr 467 467        move_mount 429 429            mount_setattr 442 442
fsopen 430 430                fsconfig 431 431              fsmount 432 432               fspick 433 433
unshare 272 97                setns 308 268                 name_to_handle_at 303 264     open_by_handle_at 304 265
keyctl 250 219                add_key 248 217               request_key 249 218           bpf 321 280
perf_event_open 298 241       userfaultfd 323 282           fanotify_init 300 262         lookup_dcookie 212 18
io_uring_setup 425 425        io_uring_enter 426 426        io_uring_register 427 427     memfd_create 319 279
memfd_secret 447 447          kexec_load 246 104            kexec_file_load 320 294       reboot 169 142
init_module 175 105           finit_module 313 273          delete_module 176 106         syslog 103 116
acct 163 89                   quotactl 179 60               quotactl_fd 443 443           vhangup 153 58
swapon 167 224                swapoff 168 225               mknodat 259 33                mknod 133 -
settimeofday 164 170          clock_settime 227 112         clock_adjtime 305 266         adjtimex 159 171
sethostname 170 161           setdomainname 171 162         mq_open 240 180               nfsservctl 180 42
shmget 29 194                 semget 64 190                 msgget 68 186                 iopl 172 -
ioperm 173 -                  modify_ldt 154 -              uselib 134 -                  ustat 136 -
sysfs 139 -                   _sysctl 156 -                 create_module 174 -           ioprio_set 251 30
vmsplice 278 75               io_setup 206 0                inotify_init 253 -            inotify_init1 294 26
"""
# Their flags lie behind a pointer, where a filter cannot look: the C library falls back to the older call.
MISSING = "clone3 435 435  openat2 437 437"
# A file mode must not carry setuid or setgid: name, numbers, which argument is the mode.
MODES = """
open 2 - 2  openat 257 56 3  creat 85 - 1  mkdir 83 - 1  mkdirat 258 34 2  chmod 90 - 1  fchmod 91 52 1  fchmodat 268 53 2
fchmodat2 452 452 2
"""
CLONE, SOCKETS, SETSOCKOPT, IOCTL, PERSONALITY = (56, 220), ((41, 198), (53, 199)), (54, 208), (16, 29), (135, 92)
NEWEST = 470  # Linux 6.17: what comes after is not known to be harmless
NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET
UNIX, NETLINK, STREAM = 1, 16, 1  # unix streams alone: the watchdog knows how much those can hold
BUFFERS = (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF and their _FORCE: a socket holds no more than by default
SOL_SOCKET = 1
TERMINAL_REQUESTS = (0x5412, 0x541C, 0x5423)  # TIOCSTI, TIOCLINUX, TIOCSETD: typing into a terminal
X32 = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000


def _step(code: int, k: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("<HBBI", code, yes, no, k)


def _refuse(number: int) -> bytes:
    return _step(_RETURN, 0x00050000 | number)


def _argument(index: int) -> bytes:
    """Load the low word of an argument: a `struct seccomp_data` has them from byte 16 on, 8 bytes each, little endian."""
    return _step(_LOAD, 16 + 8 * index)


def _call(number: int, body: list[bytes]) -> list[bytes]:
    """`body` for one call; it must end in a return."""
    return [_step(_EQUAL, number, no=len(body)), *body]


def _table(text: str, width: int) -> list[list[str]]:
    words = text.split()
    return [words[i : i + width] for i in range(0, len(words), width)]


def program(machine: str | None = None) -> bytes:
    """The filter as an array of `struct sock_filter`, for bwrap --seccomp or prctl."""
    machine = machine or platform.machine()
    column = 0 if machine == "x86_64" else 1
    allow, forbid = _step(_RETURN, _ALLOW), _refuse(errno.EPERM)
    steps = [_step(_LOAD, 4), _step(_EQUAL, ARCHITECTURES[machine], yes=1), _step(_RETURN, _KILL), _step(_LOAD, 0)]
    if column == 0:
        steps += [_step(_AT_LEAST, X32, no=1), _step(_RETURN, _KILL)]
    steps += [_step(_AT_LEAST, NEWEST + 1, no=1), _refuse(errno.ENOSYS)]
    for text, answer in ((DENIED, errno.EPERM), (MISSING, errno.ENOSYS)):
        for row in _table(text, 3):
            if row[1 + column] != "-":
                steps += _call(int(row[1 + column]), [_refuse(answer)])
    steps += _call(CLONE[column], [_argument(0), _step(_ANY_BIT, NEW_NAMESPACES, no=1), forbid, allow])
    stream = [_argument(1), _step(_AND, 0xF), _step(_EQUAL, STREAM, no=1), allow, _refuse(errno.EACCES)]
    # libzmq aborts the process when a netlink socket fails with anything else
    others = [_step(_EQUAL, NETLINK, no=1), _refuse(errno.EOPNOTSUPP), _refuse(errno.EAFNOSUPPORT)]
    for numbers in SOCKETS:
        steps += _call(numbers[column], [_argument(0), _step(_EQUAL, UNIX, no=len(stream)), *stream, *others])
    buffers = [step for option in BUFFERS for step in (_step(_EQUAL, option, no=1), forbid)]
    steps += _call(SETSOCKOPT[column], [_argument(1), _step(_EQUAL, SOL_SOCKET, yes=1), allow, _argument(2), *buffers, allow])
    typing = [step for request in TERMINAL_REQUESTS for step in (_step(_EQUAL, request, no=1), forbid)]
    steps += _call(IOCTL[column], [_argument(1), *typing, allow])
    same = [_step(_EQUAL, 0, no=1), allow, _step(_EQUAL, 0xFFFFFFFF, no=1), allow]
    steps += _call(PERSONALITY[column], [_argument(0), *same, forbid])
    for row in _table(MODES, 4):
        if row[1 + column] != "-":
            steps += _call(int(row[1 + column]), [_argument(int(row[3])), _step(_ANY_BIT, 0o6000, no=1), forbid, allow])
    return b"".join([*steps, allow])
