"""How well the product does its work: labelled cases, and the measurements taken on them."""
