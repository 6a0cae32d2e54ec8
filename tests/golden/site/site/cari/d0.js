suluhCari("d0","551bb9",[["Gagal masuk","../kendala/gagal/index.html","Bila tidak bisa masuk.",[["","",""],["sandi","Kata sandi lupa","Minta kata sandi baru. Telepon 175. Tulis di tempat aman."]]]])
