"""Pages of prediction: for risk analysts and leaders."""
