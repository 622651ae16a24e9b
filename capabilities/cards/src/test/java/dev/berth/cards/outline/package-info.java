@NullMarked
package dev.berth.cards.outline;

import org.jspecify.annotations.NullMarked;
