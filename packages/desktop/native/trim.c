/*
 * Gives back memory that a process read from its program files while it started and hardly needs again: libLLVM in the X
 * server, two thirds of Node. Such pages come back from the file when they are touched. And what its heap holds unused.
 */
#define _GNU_SOURCE
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* Nanoseconds of processor time in a second above which a process is still at work. */
enum { BUSY = 20000000 };

/* Writable parts hold relocations and data, which would be lost; the others are as in the file. */
static int trim_object(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size;
    (void)unused;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && !(part->p_flags & PF_W)) {
            uintptr_t start = (info->dlpi_addr + part->p_vaddr + page - 1) & ~(page - 1);
            uintptr_t end = (info->dlpi_addr + part->p_vaddr + part->p_memsz) & ~(page - 1);
            if (end > start) {
                madvise((void *)start, end - start, MADV_DONTNEED);
            }
        }
    }
    return 0;
}

void porthole_trim(void) {
    malloc_trim(0);
    dl_iterate_phdr(trim_object, NULL);
}

/* Processor time the process has used, in nanoseconds. */
static int64_t used(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Waits for a second in which the process does next to nothing, at most for a minute: then it has started. */
static void *trim_at_rest(void *unused) {
    int64_t before = -BUSY;
    for (int i = 0; i < 60 && used() - before >= BUSY; i++) {
        before = used();
        struct timespec rest = {.tv_sec = 1};
        while (nanosleep(&rest, &rest) != 0) {
            /* setuid and its like interrupt every thread. */
        }
    }
    porthole_trim();
    return unused;
}

/* Preloaded, with PORTHOLE_TRIM set, it does so once by itself; programs started from there are left alone. */
__attribute__((constructor)) static void preloaded(void) {
    if (getenv("PORTHOLE_TRIM") != NULL) {
        pthread_t thread;
        unsetenv("LD_PRELOAD");
        unsetenv("PORTHOLE_TRIM");
        /* The program's signals are for its own threads. */
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        if (pthread_create(&thread, NULL, trim_at_rest, NULL) == 0) {
            pthread_detach(thread);
        }
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
}
