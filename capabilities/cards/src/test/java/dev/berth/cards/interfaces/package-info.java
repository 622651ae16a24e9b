@NullMarked
package dev.berth.cards.interfaces;

import org.jspecify.annotations.NullMarked;
