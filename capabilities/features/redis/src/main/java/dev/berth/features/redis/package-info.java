/// Online store in Redis or Valkey: one server that many processes share.
///
/// Start reading at [RedisStore]. It sends over one connection that all threads share; rows that
/// change together go over another one (`RedisCommands`). A `ReconnectingRedisConnection` that
/// broke or timed out is dropped, and the next call opens another. Nothing is resent automatically.
///
/// A write is as safe as the server keeps it: with `appendfsync always` it survives a crash, with
/// other settings seconds may be lost; `maxmemory-policy` has to be `noeviction`. A write whose
/// response timed out may still take effect, even after a later one. Deliberately absent: Redis
/// Cluster, as a batch over several servers has no atomicity; reads from replicas; automatic
/// resending, as a write would then take effect after it was reported as failed.
@NullMarked
package dev.berth.features.redis;

import org.jspecify.annotations.NullMarked;
