# Shell functions to start and stop a FrameWatch server; read by Scripts/demo and Scripts/run with `.`.
# The server is found by its process id, never by its name: several may run on one machine.

bin=${FRAMEWATCH_BIN:-.build/release}

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# The RAM disk where there is one with room, else a directory beside the rest. Arguments: name, MB needed, replacement.
# Two clones of this project never share a place there.
ram_directory() {
    local shm
    shm=/dev/shm/$1-$(id -u)-$(pwd | cksum | cut -d ' ' -f 1)
    if [ -w /dev/shm ] && [ "$(df --output=avail -m /dev/shm | tail -n 1)" -gt "$2" ]; then
        echo "$shm"
    else
        echo "$3"
    fi
}

is_running() { # file with a process id; a number that went to another program since then does not count
    local exe
    [ -r "$1" ] && exe=$(readlink "/proc/$(cat "$1")/exe" 2>/dev/null) || return 1
    [ "${exe% (deleted)}" = "$(readlink -f "$bin/FrameWatch")" ] # deleted: it was built anew meanwhile
}

# Starts a server and waits until it is ready. Arguments: instance, property file, device, host, port, directory for
# its log and process id. Leaves the device's full name in var/run/device, where fwctl looks for it.
start_server() {
    local instance=$1 properties=$2 device=$3 host=$4 port=$5 place=$6 patience=1200
    TANGO_HOST='' setsid "$bin/FrameWatch" "$instance" "-file=$properties" \
        -ORBendPoint "giop:tcp:$host:$port" >"$place/server.log" 2>&1 </dev/null &
    echo $! >"$place/server.pid"
    until grep -q 'Ready to accept request' "$place/server.log"; do
        if ! is_running "$place/server.pid" && [ $patience -lt 1195 ] || [ $((patience--)) = 0 ]; then
            tail -n 20 "$place/server.log" >&2
            stop_server "$place"
            fail "the server did not become ready; the end of $place/server.log is above"
        fi
        sleep 0.05
    done
    mkdir -p var/run
    echo "tango://${host:-$(hostname)}:$port/$device#dbase=no" >var/run/device
    echo "$PWD/$(dirname "$properties")/state/ledger.sqlite" >var/run/ledger
}

# Lets the server end its work, and ends it after ten seconds. Argument: the directory of its process id.
stop_server() {
    local pid patience=200
    is_running "$1/server.pid" || { rm -f "$1/server.pid"; return 0; }
    pid=$(cat "$1/server.pid")
    kill -TERM "$pid"
    while is_running "$1/server.pid"; do
        [ $((patience--)) != 0 ] || kill -KILL "$pid" 2>/dev/null || true
        sleep 0.05
    done
    rm -f "$1/server.pid" var/run/device
}
