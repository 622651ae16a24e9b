/// Online rows in Redis or Valkey: one server that many processes share.
///
/// Start reading at [RedisStore]. What was written is as safe as the server keeps it: with
/// `appendfsync always` it survives the server's end, with its other settings seconds may be lost,
/// and `maxmemory-policy` has to be `noeviction` for rows not to go by themselves. A write whose
/// answer did not come in time may still be done, even behind a later one. Deliberately absent:
/// Redis Cluster, as a batch would lie on several servers that have nothing like all or nothing;
/// reading from replicas; commands that are sent again by themselves after a connection was lost,
/// as a write would then come later than its caller was told.
@NullMarked
package dev.berth.features.redis;

import org.jspecify.annotations.NullMarked;
