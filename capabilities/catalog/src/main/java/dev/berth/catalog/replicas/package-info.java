/// What in a system keeps several servers of it from being alike: start with [ReplicaCheck].
///
/// A replica is a server process with a file system, memory and loopback address of its own, such
/// as a container. Absent is whatever no file of the system decides: options of `berth up`,
/// variables of the environment, the class path.
@NullMarked
package dev.berth.catalog.replicas;

import org.jspecify.annotations.NullMarked;
