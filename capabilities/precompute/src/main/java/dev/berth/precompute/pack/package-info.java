/// Packs of one user's answers, written from a snapshot.
@NullMarked
package dev.berth.precompute.pack;

import org.jspecify.annotations.NullMarked;
