// Written by `npm run generate`; do not edit.
import type { Program } from '../../kernel/program.ts';
import adduser_ from './adduser/index.ts';
import agetty_ from './agetty/index.ts';
import arch_ from './arch/index.ts';
import b2sum_ from './b2sum/index.ts';
import base32_ from './base32/index.ts';
import base64_ from './base64/index.ts';
import basename_ from './basename/index.ts';
import bc_ from './bc/index.ts';
import bracket_ from './bracket/index.ts';
import cal_ from './cal/index.ts';
import cat_ from './cat/index.ts';
import chage_ from './chage/index.ts';
import chgrp_ from './chgrp/index.ts';
import chmod_ from './chmod/index.ts';
import chown_ from './chown/index.ts';
import chpasswd_ from './chpasswd/index.ts';
import chsh_ from './chsh/index.ts';
import cksum_ from './cksum/index.ts';
import clear_ from './clear/index.ts';
import cmp_ from './cmp/index.ts';
import column_ from './column/index.ts';
import cp_ from './cp/index.ts';
import cron_ from './cron/index.ts';
import crontab_ from './crontab/index.ts';
import csplit_ from './csplit/index.ts';
import curl_ from './curl/index.ts';
import date_ from './date/index.ts';
import dbusDaemon_ from './dbus-daemon/index.ts';
import dd_ from './dd/index.ts';
import df_ from './df/index.ts';
import dirname_ from './dirname/index.ts';
import du_ from './du/index.ts';
import e2scrubAll_ from './e2scrub-all/index.ts';
import echo_ from './echo/index.ts';
import egrep_ from './egrep/index.ts';
import env_ from './env/index.ts';
import expand_ from './expand/index.ts';
import expr_ from './expr/index.ts';
import factor_ from './factor/index.ts';
import faillog_ from './faillog/index.ts';
import false_ from './false/index.ts';
import fgrep_ from './fgrep/index.ts';
import file_ from './file/index.ts';
import find_ from './find/index.ts';
import findmnt_ from './findmnt/index.ts';
import fmt_ from './fmt/index.ts';
import fold_ from './fold/index.ts';
import free_ from './free/index.ts';
import getopt_ from './getopt/index.ts';
import gpasswd_ from './gpasswd/index.ts';
import grep_ from './grep/index.ts';
import groupadd_ from './groupadd/index.ts';
import groupdel_ from './groupdel/index.ts';
import groupmod_ from './groupmod/index.ts';
import groups_ from './groups/index.ts';
import gzip_ from './gzip/index.ts';
import head_ from './head/index.ts';
import hexdump_ from './hexdump/index.ts';
import hostname_ from './hostname/index.ts';
import id_ from './id/index.ts';
import init_ from './init/index.ts';
import install_ from './install/index.ts';
import ionice_ from './ionice/index.ts';
import ip_ from './ip/index.ts';
import iptables_ from './iptables/index.ts';
import journalctl_ from './journalctl/index.ts';
import kill_ from './kill/index.ts';
import last_ from './last/index.ts';
import lastlog_ from './lastlog/index.ts';
import less_ from './less/index.ts';
import ln_ from './ln/index.ts';
import logger_ from './logger/index.ts';
import logname_ from './logname/index.ts';
import look_ from './look/index.ts';
import ls_ from './ls/index.ts';
import lsbRelease_ from './lsb-release/index.ts';
import lsblk_ from './lsblk/index.ts';
import lsof_ from './lsof/index.ts';
import mawk_ from './mawk/index.ts';
import md5sum_ from './md5sum/index.ts';
import mesg_ from './mesg/index.ts';
import mkdir_ from './mkdir/index.ts';
import mkfifo_ from './mkfifo/index.ts';
import mknod_ from './mknod/index.ts';
import mktemp_ from './mktemp/index.ts';
import more_ from './more/index.ts';
import mount_ from './mount/index.ts';
import mv_ from './mv/index.ts';
import nano_ from './nano/index.ts';
import newgrp_ from './newgrp/index.ts';
import nice_ from './nice/index.ts';
import nl_ from './nl/index.ts';
import nohup_ from './nohup/index.ts';
import nologin_ from './nologin/index.ts';
import nproc_ from './nproc/index.ts';
import od_ from './od/index.ts';
import openssl_ from './openssl/index.ts';
import passwd_ from './passwd/index.ts';
import pgrep_ from './pgrep/index.ts';
import pidof_ from './pidof/index.ts';
import pr_ from './pr/index.ts';
import printenv_ from './printenv/index.ts';
import printf_ from './printf/index.ts';
import ps_ from './ps/index.ts';
import ptx_ from './ptx/index.ts';
import pwd_ from './pwd/index.ts';
import readlink_ from './readlink/index.ts';
import realpath_ from './realpath/index.ts';
import renice_ from './renice/index.ts';
import reset_ from './reset/index.ts';
import rev_ from './rev/index.ts';
import rm_ from './rm/index.ts';
import rmdir_ from './rmdir/index.ts';
import rsyslogd_ from './rsyslogd/index.ts';
import runParts_ from './run-parts/index.ts';
import runuser_ from './runuser/index.ts';
import script_ from './script/index.ts';
import sed_ from './sed/index.ts';
import seq_ from './seq/index.ts';
import setsid_ from './setsid/index.ts';
import sha1sum_ from './sha1sum/index.ts';
import sha224sum_ from './sha224sum/index.ts';
import sha256sum_ from './sha256sum/index.ts';
import sha384sum_ from './sha384sum/index.ts';
import sha512sum_ from './sha512sum/index.ts';
import sleep_ from './sleep/index.ts';
import split_ from './split/index.ts';
import ss_ from './ss/index.ts';
import stat_ from './stat/index.ts';
import stdbuf_ from './stdbuf/index.ts';
import strings_ from './strings/index.ts';
import stty_ from './stty/index.ts';
import su_ from './su/index.ts';
import sudo_ from './sudo/index.ts';
import sum_ from './sum/index.ts';
import sync_ from './sync/index.ts';
import systemctl_ from './systemctl/index.ts';
import systemdJournald_ from './systemd-journald/index.ts';
import systemdLogind_ from './systemd-logind/index.ts';
import systemdSysctl_ from './systemd-sysctl/index.ts';
import systemdSysusers_ from './systemd-sysusers/index.ts';
import systemdTmpfiles_ from './systemd-tmpfiles/index.ts';
import systemdUpdateUtmp_ from './systemd-update-utmp/index.ts';
import systemdUserSessions_ from './systemd-user-sessions/index.ts';
import tac_ from './tac/index.ts';
import tail_ from './tail/index.ts';
import tar_ from './tar/index.ts';
import tee_ from './tee/index.ts';
import test_ from './test/index.ts';
import timeout_ from './timeout/index.ts';
import touch_ from './touch/index.ts';
import tput_ from './tput/index.ts';
import tree_ from './tree/index.ts';
import true_ from './true/index.ts';
import truncate_ from './truncate/index.ts';
import tty_ from './tty/index.ts';
import umount_ from './umount/index.ts';
import uname_ from './uname/index.ts';
import unexpand_ from './unexpand/index.ts';
import unzip_ from './unzip/index.ts';
import uptime_ from './uptime/index.ts';
import useradd_ from './useradd/index.ts';
import userdel_ from './userdel/index.ts';
import usermod_ from './usermod/index.ts';
import users_ from './users/index.ts';
import vim_ from './vim/index.ts';
import visudo_ from './visudo/index.ts';
import vmstat_ from './vmstat/index.ts';
import w_ from './w/index.ts';
import wall_ from './wall/index.ts';
import watch_ from './watch/index.ts';
import wc_ from './wc/index.ts';
import whereis_ from './whereis/index.ts';
import which_ from './which/index.ts';
import who_ from './who/index.ts';
import whoami_ from './whoami/index.ts';
import xargs_ from './xargs/index.ts';
import xxd_ from './xxd/index.ts';
import yes_ from './yes/index.ts';
import zgrep_ from './zgrep/index.ts';
import zip_ from './zip/index.ts';

/** Everything of its kind that has a folder, in the order of the folders’ names. */
export const LINUX_PROGRAMS: readonly Program[] = [
  adduser_,
  agetty_,
  arch_,
  b2sum_,
  base32_,
  base64_,
  basename_,
  bc_,
  bracket_,
  cal_,
  cat_,
  chage_,
  chgrp_,
  chmod_,
  chown_,
  chpasswd_,
  chsh_,
  cksum_,
  clear_,
  cmp_,
  column_,
  cp_,
  cron_,
  crontab_,
  csplit_,
  curl_,
  date_,
  dbusDaemon_,
  dd_,
  df_,
  dirname_,
  du_,
  e2scrubAll_,
  echo_,
  egrep_,
  env_,
  expand_,
  expr_,
  factor_,
  faillog_,
  false_,
  fgrep_,
  file_,
  find_,
  findmnt_,
  fmt_,
  fold_,
  free_,
  getopt_,
  gpasswd_,
  grep_,
  groupadd_,
  groupdel_,
  groupmod_,
  groups_,
  gzip_,
  head_,
  hexdump_,
  hostname_,
  id_,
  init_,
  install_,
  ionice_,
  ip_,
  iptables_,
  journalctl_,
  kill_,
  last_,
  lastlog_,
  less_,
  ln_,
  logger_,
  logname_,
  look_,
  ls_,
  lsbRelease_,
  lsblk_,
  lsof_,
  mawk_,
  md5sum_,
  mesg_,
  mkdir_,
  mkfifo_,
  mknod_,
  mktemp_,
  more_,
  mount_,
  mv_,
  nano_,
  newgrp_,
  nice_,
  nl_,
  nohup_,
  nologin_,
  nproc_,
  od_,
  openssl_,
  passwd_,
  pgrep_,
  pidof_,
  pr_,
  printenv_,
  printf_,
  ps_,
  ptx_,
  pwd_,
  readlink_,
  realpath_,
  renice_,
  reset_,
  rev_,
  rm_,
  rmdir_,
  rsyslogd_,
  runParts_,
  runuser_,
  script_,
  sed_,
  seq_,
  setsid_,
  sha1sum_,
  sha224sum_,
  sha256sum_,
  sha384sum_,
  sha512sum_,
  sleep_,
  split_,
  ss_,
  stat_,
  stdbuf_,
  strings_,
  stty_,
  su_,
  sudo_,
  sum_,
  sync_,
  systemctl_,
  systemdJournald_,
  systemdLogind_,
  systemdSysctl_,
  systemdSysusers_,
  systemdTmpfiles_,
  systemdUpdateUtmp_,
  systemdUserSessions_,
  tac_,
  tail_,
  tar_,
  tee_,
  test_,
  timeout_,
  touch_,
  tput_,
  tree_,
  true_,
  truncate_,
  tty_,
  umount_,
  uname_,
  unexpand_,
  unzip_,
  uptime_,
  useradd_,
  userdel_,
  usermod_,
  users_,
  vim_,
  visudo_,
  vmstat_,
  w_,
  wall_,
  watch_,
  wc_,
  whereis_,
  which_,
  who_,
  whoami_,
  xargs_,
  xxd_,
  yes_,
  zgrep_,
  zip_,
];
