/* A library for LD_PRELOAD that makes a chosen call on a chosen folder the last one of a process.
 *
 * What it reads from the environment:
 *   FS_ROOT        absolute path without symbolic links; only calls on names at or below it count
 *   FS_MODE        kill     end the process by SIGKILL before the call
 *                  torn     write a part of the bytes, then end the process; counts writes only
 *                  eio      the call fails with EIO, once
 *                  enospc   the call and every later one that needs room fail with ENOSPC
 *                  flip     a write writes one bit of its bytes otherwise, and says that all is well
 *                  drop     a write writes nothing, and says that all is well
 *                  stop     stop by SIGSTOP before each call, and inside each write at its tears;
 *                           SIGCONT goes on: what lies in the folder is what a kill would leave
 *                  count    change nothing
 *   FS_N           the index of the call, from 0
 *   FS_TEAR        how much a torn write leaves: first (one byte), half, last (all but one byte);
 *                  for flip: in which byte the bit is: the first, the one in the middle, the last
 *   FS_END         the index of the call before which the process ends by SIGKILL, whatever else
 *                  was done; not with torn, which counts writes only
 *   FS_SEED        a number: what libcrypto is asked for at random counts up from it, so that two runs
 *                  come to the same bytes; without it the kernel's randomness
 *   FS_COUNT_FILE  at exit, one line with the number of counted calls is appended
 *   FS_TRACE_FILE  before each counted call a line is appended: index, call, path and, for a
 *                  rename, the old path, with tabs between; a tear has the index -1
 *
 * Invariants:
 * (1) Calls outside FS_ROOT, reads, and calls that change nothing are neither counted nor changed.
 * (2) Indexes are given once each, in order, from any number of threads.
 * (3) Without FS_ROOT nothing is counted.
 * (4) What libcrypto draws inside itself comes by the same calls: keys, salts, nonces, signatures.
 */
#ifndef CHITRA_FAULT_SHIM_H
#define CHITRA_FAULT_SHIM_H
#endif
