/// Records: the values of a signature's fields as callers write them, turned into tensors and back.
///
/// Start reading at [dev.berth.core.record.MapRecordCodec]. Whatever the form that a record comes
/// in (Java objects here, JSON in the protocol), its values pass through one
/// [dev.berth.core.record.RecordBuilder], so that the same rules and the same words hold for all.
/// Deliberately absent: JSON.
@NullMarked
package dev.berth.core.record;

import org.jspecify.annotations.NullMarked;
