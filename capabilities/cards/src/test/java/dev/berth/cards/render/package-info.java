@NullMarked
package dev.berth.cards.render;

import org.jspecify.annotations.NullMarked;
