"""How near a design is to the limits of AWS's services."""
