@NullMarked
package dev.berth.cards.part;

import org.jspecify.annotations.NullMarked;
