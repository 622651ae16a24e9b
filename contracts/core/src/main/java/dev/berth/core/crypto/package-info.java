/// Authenticated encryption by the JDK's algorithms.
@NullMarked
package dev.berth.core.crypto;

import org.jspecify.annotations.NullMarked;
