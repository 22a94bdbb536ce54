"""Records of parliaments and courts: each house writes names, offices and procedure in its own way."""
