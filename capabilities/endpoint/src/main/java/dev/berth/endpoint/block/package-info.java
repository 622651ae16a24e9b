/// Execution of endpoints for blocks of rows: each step once for all rows that need it, with the
/// result of each row as if it were a request of its own.
///
/// Start reading at [dev.berth.endpoint.block.BlockExecution]. Deliberately absent: messages. A row
/// that a block cannot answer is *left*: the caller sends it as a record, whose problem is the only
/// description of what is wrong. Absent too is what is for callers that wait: bulkheads, response
/// caches, shadows, listeners, the time limits of steps.
@NullMarked
package dev.berth.endpoint.block;

import org.jspecify.annotations.NullMarked;
