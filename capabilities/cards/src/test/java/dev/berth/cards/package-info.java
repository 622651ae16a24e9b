@NullMarked
package dev.berth.cards;

import org.jspecify.annotations.NullMarked;
