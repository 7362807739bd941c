/* ziglang ships no <util.h>: the three pseudo-terminal calls of libSystem that Python's os wraps. */
#pragma once
#include <sys/ioctl.h>
#include <termios.h>

int openpty(int *, int *, char *, struct termios *, struct winsize *);
int login_tty(int);
pid_t forkpty(int *, char *, struct termios *, struct winsize *);
