/*
 * Gives back memory that a process read from its program files while it started and hardly needs again: libLLVM in the X
 * server, two thirds of Node. Such pages come back from the file when they are touched. And what its heap holds unused.
 *
 * Preloaded, it also puts each large block of malloc in huge pages, where the system gives them to who asks. glibc's own
 * tunable for that, hugetlb, asks for the heap of small blocks too, which the kernel then fills up to whole huge pages, one
 * now and one then: memory that grows for hours with nothing in it.
 */
#define _GNU_SOURCE
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* Nanoseconds of processor time in a second above which a process is still at work. */
enum { BUSY = 20000000 };
enum { HUGE_PAGE = 2 * 1024 * 1024 };

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);

/* A block with a mapping of its own takes the advice with it when it is freed; one in the heap would leave it there. */
static void *in_huge_pages(void *block, size_t bytes) {
    if (block != NULL && bytes >= HUGE_PAGE && (char *)block > (char *)sbrk(0)) {
        uintptr_t start = (uintptr_t)block & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
        madvise((void *)start, (uintptr_t)block + bytes - start, MADV_HUGEPAGE);
    }
    return block;
}

void *malloc(size_t bytes) { return in_huge_pages(__libc_malloc(bytes), bytes); }

void *calloc(size_t count, size_t bytes) { return in_huge_pages(__libc_calloc(count, bytes), count * bytes); }

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

/* The heap stays in small pages. An encoder asks for huge ones for its pictures, and some have lain in the heap. */
static void keep_heap_small(void) {
    FILE *maps = fopen("/proc/self/maps", "re");
    if (maps != NULL) {
        char line[512];
        uintptr_t start, end;
        while (fgets(line, sizeof line, maps) != NULL) {
            if (strstr(line, "[heap]") != NULL && sscanf(line, "%lx-%lx", &start, &end) == 2) {
                madvise((void *)start, end - start, MADV_NOHUGEPAGE);
            }
        }
        fclose(maps);
    }
}

void porthole_trim(void) {
    malloc_trim(0);
    keep_heap_small();
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
