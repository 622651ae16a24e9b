/// Serving: models in memory, answering predictions, in this process and without a network.
///
/// [dev.berth.serving.Berth] is what an application opens; [dev.berth.serving.ModelServer] is what
/// a server wraps. The way of a prediction: [dev.berth.serving.ModelServer#acquire] picks the
/// version and gives a [dev.berth.serving.Lease]; [dev.berth.serving.Lease#submit] admits the
/// request to the version's `RequestQueue`; an executor takes its share of what is queued, and a
/// `BatchExecutor` encodes, joins, executes, cuts, decodes and replies. Each stage is a class of
/// its own, and none calls back into an earlier one. Deliberately absent: HTTP, gRPC, JSON, and
/// configuration files of the process.
@NullMarked
package dev.berth.serving;

import org.jspecify.annotations.NullMarked;
