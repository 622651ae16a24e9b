@NullMarked
package dev.berth.placement.verification.replay;

import org.jspecify.annotations.NullMarked;
