/// The priorities of threads in the operating system, by system calls of Linux.
///
/// Start reading at [LowPriority]. Deliberately absent: pools, and which thread gets which
/// priority.
@NullMarked
package dev.berth.scheduling;

import org.jspecify.annotations.NullMarked;
