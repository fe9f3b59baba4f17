#!/usr/bin/env bash
# Makes the environment that everything else runs in. Run again, it only does what has changed since.
# Usage: scripts/setup.sh PYTHON VENV TORCH_INDEX     (see the Makefile for what they are)
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
python=$1 venv=$2 torch_index=$3
stamp=$venv/.setup

# What would lead Python or pip away from the environment.
unset PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX PIP_ROOT
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
# Graded as root, a submission runs as another user, who must be able to read the environment.
umask 022

say() { printf '==> %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$1" >&2 && exit 1; }
have() { command -v "$1" >/dev/null; }

# --- from the distribution

is_root() { [ "$(id -u)" = 0 ]; }
as_root() { if is_root; then "$@"; else sudo -n "$@"; fi; }
may_install() { have apt-get && { is_root || { have sudo && sudo -n true 2>/dev/null; }; }; }

install_packages() { # NAME...: from the distribution, or say what an administrator must run
  if ! may_install; then
    have apt-get || fail "this needs $*, from your distribution; install it and run make again"
    fail "this needs $*, which only an administrator can install. Ask one to run, as root:

    apt-get update && apt-get install -y $*

and run make again."
  fi
  say "installing $* with apt-get"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
  as_root "${apt[@]}" update || say "apt-get update failed; trying with the lists that are here"
  as_root "${apt[@]}" install -y "$@" >/dev/null || fail "apt-get could not install $*; its error is above"
}

# --- Python and the environment

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidates=("$python") candidate
  [ "$python" != python3 ] || candidates+=(python3.14 python3.13 python3.12 python3.11)
  for candidate in "${candidates[@]}"; do
    if new_enough "$candidate"; then
      printf '%s' "$candidate"
      return
    fi
  done
  fail "this needs Python 3.11 or newer, and $python is not; name one with make setup PYTHON=/path/to/python3.11"
}

usable() { # an interrupted or older set-up can go on; one that was moved here cannot, its commands point elsewhere
  "$venv/bin/python" -c 'import pip' 2>/dev/null && grep -qF "$(realpath -s "$venv")" "$venv/bin/activate"
}

has_ensurepip() { "$1" -c 'import ensurepip' 2>/dev/null; }

make_environment() { # PYTHON
  if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ]; then
    fail "$venv exists and is not a Python environment; move it away or choose another place with make setup VENV=…"
  fi
  has_ensurepip "$1" || fail "$1 cannot make environments (no module ensurepip); name another with make setup PYTHON=…"
  say "creating the environment $venv with $("$1" --version)"
  "$1" -m venv --clear "$venv"
}

# --- packages

# -qq: errors only; pip's warnings are of no use to who only wants to start
pip_install() { "$venv/bin/python" -m pip install -qq --constraint constraints.txt "$@"; }

answers() { # URL: within 5 seconds
  timeout 5 "$venv/bin/python" -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1])' "$1" 2>/dev/null
}

install_torch() { # first and pinned, without its dependencies: an unpinned one brings gigabytes for CUDA
  local pin index=()
  pin=$(grep '^torch==' constraints.txt)
  if [ -e /proc/driver/nvidia/version ] || have nvidia-smi; then
    say "installing $pin for CUDA (several minutes)"
  elif [ -n "$torch_index" ] && answers "${torch_index%/}/torch/"; then
    say "installing $pin for the CPU (a minute or two)"
    index=(--extra-index-url "$torch_index")
  else
    say "installing $pin from pip's own sources (a minute or more)"
  fi
  pip_install --no-deps "${index[@]}" "$pin"
}

install_rest() {
  say "installing the other packages (a minute or two)"
  pip_install hatchling editables # what builds the package itself, pinned like all else, so no build isolation
  pip_install --no-build-isolation --editable '.[test]'
}

# --- the whole

fingerprint() { # the folder is part of it: an environment cannot be moved
  { pwd && cat constraints.txt pyproject.toml scripts/setup.sh; } | sha256sum
}

exec 9<.
flock 9 # two at a time would spoil each other's environment
if have bwrap && [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint)" ]; then
  exit 0
fi
packages=() base=
have bwrap || packages+=(bubblewrap)
if ! usable; then
  base=$(find_python)
  # Debian and Ubuntu keep the module in a package of its own
  has_ensurepip "$base" || packages+=("$("$base" -c 'import sys; print("python{}.{}-venv".format(*sys.version_info))')")
fi
[ ${#packages[@]} = 0 ] || install_packages "${packages[@]}"
[ -z "$base" ] || make_environment "$base"
install_torch
install_rest
# a lane sees the package read-only, and would compile its own part of it at each start
"$venv/bin/python" -m compileall -q grader
fingerprint >"$stamp"
say "ready: $venv"
