/// Steady load on servers of one small model, and what became of each call.
@NullMarked
package dev.berth.verification.load;

import org.jspecify.annotations.NullMarked;
