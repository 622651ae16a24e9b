/// Parsers of untrusted input under a coverage-guided fuzzer (Jazzer).
///
/// Start reading at [dev.berth.fuzzing.Target]; [dev.berth.fuzzing.Fuzz] runs all of them from the
/// command line, each in a process of its own, and [dev.berth.fuzzing.JazzerEntry] is what the
/// fuzzer calls there. `quality/fuzzing/run` is the command. Absent on purpose: mutation and
/// coverage, which are Jazzer's; and steps on pictures and tokens, which have random tests beside
/// them.
@NullMarked
package dev.berth.fuzzing;

import org.jspecify.annotations.NullMarked;
