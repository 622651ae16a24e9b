/// The typed API: records in plain JSON, read into tensors with every violation found, and written
/// back.
///
/// Start reading at [dev.berth.protocol.record.RecordReader]. Deliberately absent: the rules for
/// values, which [dev.berth.core.record] has.
@NullMarked
package dev.berth.protocol.record;

import org.jspecify.annotations.NullMarked;
