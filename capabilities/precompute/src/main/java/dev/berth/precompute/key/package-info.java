/// Keys of users: encryption of their answers, and erasure.
@NullMarked
package dev.berth.precompute.key;

import org.jspecify.annotations.NullMarked;
