/*
 * Makes orphans as fast as it can, and prints how many were reaped, how many milliseconds the slowest of them was there after its end,
 * and how many never were. `storm COUNT`.
 *
 * An orphan notes the time just before it ends, so a duration holds the kernel's part of its end as well as the wait.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PARENTS 4
#define PATIENCE 10.0

struct slot {
  pid_t pid;
  _Atomic double ended;
  int gone;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void pause_for(long microseconds) { nanosleep(&(struct timespec){.tv_nsec = microseconds * 1000}, NULL); }

/* Ends once it is an orphan. */
static void orphan(struct slot *slot, pid_t parent) {
  while (getppid() == parent) pause_for(500);
  slot->pid = getpid();
  atomic_store(&slot->ended, now());
  _exit(0);
}

static void spawn(struct slot *slots, int first, int count) {
  for (int i = first; i < count; i += PARENTS) {
    pid_t between = fork();
    if (between < 0) _exit(1);
    if (between == 0) {
      pid_t self = getpid(), last = fork();
      if (last < 0) _exit(1);
      if (last == 0) orphan(&slots[i], self);
      _exit(0);
    }
    int status;
    if (waitpid(between, &status, 0) < 0 || status != 0) _exit(1);
  }
  _exit(0);
}

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 0, reaped = 0;
  struct slot *slots = mmap(NULL, (count + 1) * sizeof *slots, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (count <= 0 || slots == MAP_FAILED) return 2;
  for (int first = 0; first < PARENTS; first++)
    if (fork() == 0) spawn(slots, first, count);
  double slowest = 0, progress = now();
  while (reaped < count && now() - progress < PATIENCE) {
    pause_for(1000);
    for (int i = 0; i < count; i++) {
      double ended = atomic_load(&slots[i].ended);
      if (ended == 0 || slots[i].gone || kill(slots[i].pid, 0) == 0 || errno != ESRCH) continue;
      progress = now();
      if (progress - ended > slowest) slowest = progress - ended;
      slots[i].gone = 1;
      reaped++;
    }
  }
  int failed = 0;
  for (int status; wait(&status) > 0;) failed |= status;
  printf("%d %f %d\n", reaped, slowest * 1000, count - reaped);
  return failed != 0;
}
