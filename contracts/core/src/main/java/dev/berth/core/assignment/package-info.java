/// Assignment of many models to few servers, on which clients and manifests agree without talking
/// to each other: start with [ModelAssignment]. Absent is which servers there are, and whether they
/// are well: callers pass those that count.
@NullMarked
package dev.berth.core.assignment;

import org.jspecify.annotations.NullMarked;
