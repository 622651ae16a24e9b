@NullMarked
package dev.berth.cards.text;

import org.jspecify.annotations.NullMarked;
