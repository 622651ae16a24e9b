/// Packs: one user's precomputed answers as a file that a device holds and reads without a server.
@NullMarked
package dev.berth.protocol.pack;

import org.jspecify.annotations.NullMarked;
