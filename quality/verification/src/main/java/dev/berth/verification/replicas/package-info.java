/// Replicas of a system that change under load: a rolling update, fewer and more of them, one that
/// is killed, one that hangs. [dev.berth.verification.replicas.Replicas] is the command.
///
/// Each replica is a container of an image that `berth image` writes, or a process of its own.
/// [dev.berth.verification.replicas.ReadinessProbe] and
/// [dev.berth.verification.replicas.EndpointSliceServer] stand for Kubernetes: a replica gets calls
/// of the Java client from when it is ready until it is sent SIGTERM.
@NullMarked
package dev.berth.verification.replicas;

import org.jspecify.annotations.NullMarked;
