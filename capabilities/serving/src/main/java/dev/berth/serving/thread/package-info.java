/// The threads of serving: pools and deadlines.
///
/// Start reading at [dev.berth.serving.thread.InferenceThreadPool]. Background requests run on
/// processors that the foreground leaves idle (`BackgroundPool`, ADR 0028). `DeadlineEnforcer` ends
/// a request at any stage when its deadline passes: its caller's or the package's (ADR 0017).
@NullMarked
package dev.berth.serving.thread;

import org.jspecify.annotations.NullMarked;
