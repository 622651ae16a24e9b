@NullMarked
package dev.berth.cards.gate;

import org.jspecify.annotations.NullMarked;
