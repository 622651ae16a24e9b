@NullMarked
package dev.berth.cards.assembly;

import org.jspecify.annotations.NullMarked;
