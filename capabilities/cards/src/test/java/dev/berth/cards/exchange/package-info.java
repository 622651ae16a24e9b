@NullMarked
package dev.berth.cards.exchange;

import org.jspecify.annotations.NullMarked;
